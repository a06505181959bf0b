import type { Activity } from "@coffer/engine/context";
import type { Streams } from "../environment/index.ts";
import type { Logger } from "../log/index.ts";
import { formatFileSize, formatTime, localTime } from "../text/index.ts";
import type { Informant } from "./signals.ts";

const MIB = 1024 * 1024;

/** Tells what the run is at; lines for the log at info level, the state of the process on standard error. */
export function makeInformant(activity: Activity, logger: Logger, streams: Streams): Informant {
  return {
    tellFile: () => {
      const at = activity.current;
      if (at === undefined) return;
      const size = at.size === undefined ? "???" : formatFileSize(at.size);
      logger.log({ level: "info", message: `${at.path} ${formatFileSize(at.position)}/${size}` });
    },
    tellState: () => {
      const at = activity.current;
      const { rss, heapUsed } = process.memoryUsage();
      const lines = [
        "",
        `Received SIGUSR2 at ${formatTime(localTime(Date.now() / 1000), "%Y-%m-%d %H:%M:%S")}, dumping trace...`,
        `at work on: ${at === undefined ? "no file" : `${at.path} (${at.position} bytes)`}`,
        `waiting for: ${summary(process.getActiveResourcesInfo())}`,
        `memory: ${(rss / MIB).toFixed(0)} MiB, of it ${(heapUsed / MIB).toFixed(0)} MiB in objects`,
        `run time: ${process.uptime().toFixed(0)} s, of it ${(process.cpuUsage().user / 1e6).toFixed(0)} s of CPU`,
      ];
      streams.writeErr(`${lines.join("\n")}\n`);
    },
  };
}

/** Names with how often each comes. */
function summary(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} ${name}`)).join(", ") || "nothing";
}
