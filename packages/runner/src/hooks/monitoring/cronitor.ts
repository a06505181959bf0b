import type { Configuration } from "../../config/index.ts";
import type { Monitor, MonitorTools } from "./monitor.ts";

const ENDS = { start: "run", finish: "complete", fail: "fail", log: undefined } as const;

/** Pings for Cronitor. */
export function openCronitor({ cronitor }: Configuration, { send }: MonitorTools): Monitor | undefined {
  if (cronitor === undefined) return undefined;
  return {
    name: "Cronitor",
    states: ["start", "finish", "fail"],
    async tell(state, signal) {
      await send({ method: "GET", url: `${cronitor.ping_url}/${ENDS[state] ?? ""}`, signal });
    },
  };
}
