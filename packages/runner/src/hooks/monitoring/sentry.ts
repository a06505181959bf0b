import type { Configuration } from "../../config/index.ts";
import type { Monitor, MonitorTools } from "./monitor.ts";

const STATUSES = { start: "in_progress", finish: "ok", fail: "error", log: undefined } as const;

/** Check-ins of a cron monitor at Sentry. */
export function openSentry({ sentry }: Configuration, { send }: MonitorTools): Monitor | undefined {
  if (sentry === undefined) return undefined;
  const { data_source_name_url, monitor_slug, environment, states = ["start", "finish", "fail"] } = sentry;
  return {
    name: "Sentry",
    states,
    async tell(state, signal) {
      const [, protocol, key, host, project] = /^(.+):\/\/(.+)@(.+)\/(.+)$/.exec(data_source_name_url) ?? [];
      if (project === undefined) {
        throw new Error("sentry.data_source_name_url must be like https://KEY@HOST/PROJECT");
      }
      const status = STATUSES[state] ?? "";
      const suffix = environment === undefined ? "" : `&environment=${encodeURIComponent(environment)}`;
      const url = `${protocol}://${host}/api/${project}/cron/${monitor_slug}/${key}/?status=${status}${suffix}`;
      await send({ method: "POST", url, signal });
    },
  };
}
