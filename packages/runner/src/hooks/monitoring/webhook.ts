import type { Configuration } from "../../config/index.ts";
import { keptLog } from "./log-buffer.ts";
import type { Monitor, MonitorTools } from "./monitor.ts";

const LOG_BYTES_MAX = 100_000;

/** Calls a URL with what has happened, as JSON; with GET, the state alone as `?state=`. */
export function openWebhook({ webhook }: Configuration, tools: MonitorTools): Monitor | undefined {
  if (webhook === undefined) return undefined;
  const { method = "POST", verify_tls = true, send_logs = false, logs_size_limit = LOG_BYTES_MAX } = webhook;
  const { hostname, configurationPath, system, send, resolveSecret } = tools;
  const kept = keptLog(send_logs, logs_size_limit);
  return {
    name: "The webhook",
    states: webhook.states ?? ["start", "finish", "fail"],
    sink: kept,
    async tell(state, signal) {
      const url = await resolveSecret(webhook.url);
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(webhook.headers ?? {})) headers[name] = await resolveSecret(value);
      if (method === "GET") {
        const target = `${url}${url.includes("?") ? "&" : "?"}state=${state}`;
        await send({ method, url: target, headers, verifyTls: verify_tls, signal });
        return;
      }
      const time = new Date(system.nowMs()).toISOString();
      const event = {
        state,
        time,
        hostname,
        configuration: configurationPath,
        ...(send_logs ? { log: kept.text() } : {}),
      };
      const allHeaders = { "Content-Type": "application/json", ...headers };
      await send({ method, url, headers: allHeaders, body: JSON.stringify(event), verifyTls: verify_tls, signal });
    },
  };
}
