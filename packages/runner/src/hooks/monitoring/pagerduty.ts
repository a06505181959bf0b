import type { Configuration } from "../../config/index.ts";
import { keptLog } from "./log-buffer.ts";
import type { Monitor, MonitorTools } from "./monitor.ts";

const EVENTS_URL = "https://events.pagerduty.com/v2/enqueue";
const LOG_BYTES_MAX = 10_000;

/** Alarms at PagerDuty (Events API v2) when a run fails. */
export function openPagerduty({ pagerduty }: Configuration, tools: MonitorTools): Monitor | undefined {
  if (pagerduty === undefined) return undefined;
  const { integration_key, send_logs = false } = pagerduty;
  const { hostname, configurationPath, system, send, resolveSecret } = tools;
  const kept = keptLog(send_logs, LOG_BYTES_MAX);
  return {
    name: "PagerDuty",
    states: ["fail"],
    sink: kept,
    async tell(_state, signal) {
      const timestamp = new Date(system.nowMs()).toISOString();
      const event = {
        routing_key: await resolveSecret(integration_key),
        event_action: "trigger",
        payload: {
          summary: `backup failed on ${hostname}`,
          severity: "error",
          source: hostname,
          timestamp,
          component: "borgmatic",
          group: "backups",
          class: "backup failure",
          custom_details: {
            hostname,
            "configuration filename": configurationPath,
            "server time": timestamp,
            logs: kept.text(),
          },
        },
      };
      const headers = { "Content-Type": "application/json" };
      await send({ method: "POST", url: EVENTS_URL, headers, body: JSON.stringify(event), signal });
    },
  };
}
