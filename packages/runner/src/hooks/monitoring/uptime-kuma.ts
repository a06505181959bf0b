import type { Configuration } from "../../config/index.ts";
import type { Monitor, MonitorTools } from "./monitor.ts";

/** Pings for Uptime Kuma. */
export function openUptimeKuma({ uptime_kuma }: Configuration, { send }: MonitorTools): Monitor | undefined {
  if (uptime_kuma === undefined) return undefined;
  const { push_url, states = ["start", "finish", "fail"], verify_tls = true } = uptime_kuma;
  return {
    name: "Uptime Kuma",
    states,
    async tell(state, signal) {
      const status = state === "fail" ? "down" : "up";
      await send({ method: "GET", url: `${push_url}?status=${status}&msg=${state}`, verifyTls: verify_tls, signal });
    },
  };
}
