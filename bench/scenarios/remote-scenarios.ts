import { createFirst } from "./create.ts";
import { USUAL } from "./preparations.ts";
import { extractAll } from "./read.ts";
import { LONG_LINE, overSsh } from "./remote.ts";
import type { Scenario } from "./scenario.ts";

/** Each over ssh, with coffer's own server and with borg's. */
export const REMOTE: readonly Scenario[] = (["coffer", "borg"] as const).flatMap((server) => {
  const near = { server };
  const far = { server, line: LONG_LINE };
  const to = `to-${server}`;
  return [
    overSsh(`ssh-create-random-${to}`, createFirst("", "random", USUAL, {}), 0.6, near),
    overSsh(`ssh-extract-random-${to}`, extractAll("", "random", {}), 0.6, near),
    overSsh(`far-create-text-${to}`, createFirst("", "text", USUAL, {}), 0.8, far),
    overSsh(`far-create-tiny-${to}`, createFirst("", "tiny", USUAL, {}), 0.8, far),
    overSsh(`far-extract-tiny-${to}`, extractAll("", "tiny", {}), 0.3, far),
  ];
});
