import { bytesToText } from "@coffer/format/bytes";
import { formatOwner, formatRoster, parseOwner, parseRoster } from "@coffer/engine/storage";
import type { FuzzTarget } from "./fuzz-target.ts";

const owner = { hostid: "host.example.com@123", pid: 4711, thread: 0 };

/** `lock.roster` and the names of owners: never throws. What was understood is written so that it is understood again. */
export const target: FuzzTarget = {
  name: "lock-roster",
  seeds: () =>
    [formatRoster({ shared: [owner, { ...owner, pid: 1 }], exclusive: [] }), formatOwner(owner)].map((text) =>
      new TextEncoder().encode(text),
    ),
  run: (input) => {
    const text = bytesToText(input);
    const lists = parseRoster(text);
    const again = parseRoster(formatRoster(lists));
    if (JSON.stringify(again) !== JSON.stringify(lists)) throw new Error("a roster changed");
    const parsed = parseOwner(text);
    if (parsed !== undefined) formatOwner(parsed);
  },
};
