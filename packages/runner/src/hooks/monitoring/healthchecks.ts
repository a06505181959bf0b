import type { Configuration } from "../../config/index.ts";
import { keptLog } from "./log-buffer.ts";
import type { Monitor, MonitoringState, MonitorTools } from "./monitor.ts";

/** Services that take pings as Healthchecks does. */
interface PingService {
  readonly name: string;
  /** Where a bare UUID belongs. */
  readonly server: string;
  readonly bodyBytesMax: number;
}

type PingOptions = NonNullable<Configuration["healthchecks"] | Configuration["watchgoose"]>;

const HEALTHCHECKS: PingService = { name: "Healthchecks", server: "https://hc-ping.com", bodyBytesMax: 100_000 };
const WATCHGOOSE: PingService = { name: "Watchgoose", server: "https://watchgoose.com", bodyBytesMax: 10_000 };

/** The end of a ping has no name: the bare URL means it. */
const SUFFIXES: Readonly<Record<MonitoringState, string>> = { start: "/start", log: "/log", finish: "", fail: "/fail" };

/** Pings for Healthchecks. */
export function openHealthchecks({ healthchecks }: Configuration, tools: MonitorTools): Monitor | undefined {
  return healthchecks === undefined ? undefined : openPing(HEALTHCHECKS, healthchecks, tools);
}

/** Pings for Watchgoose. */
export function openWatchgoose({ watchgoose }: Configuration, tools: MonitorTools): Monitor | undefined {
  return watchgoose === undefined ? undefined : openPing(WATCHGOOSE, watchgoose, tools);
}

function openPing(service: PingService, options: PingOptions, { send, log }: MonitorTools): Monitor {
  const { name, server, bodyBytesMax } = service;
  const { ping_url, states, verify_tls = true, send_logs = false, ping_body_limit, create_slug = false } = options;
  const url = ping_url.startsWith("http") ? ping_url : `${server}/${ping_url}`;
  const isUuid = /\w{8}-\w{4}-\w{4}-\w{4}-\w{12}$/.test(url);
  if (create_slug && isUuid) log.warning(`${name}: create_slug needs a ping_url with a slug, not with a UUID`);
  const query = create_slug && !isUuid ? "?create=1" : "";
  const kept = keptLog(send_logs, ping_body_limit ?? bodyBytesMax);
  return {
    name,
    states: states ?? ["start", "log", "finish", "fail"],
    sink: kept,
    async tell(state, signal) {
      const body = state === "start" ? "" : kept.text();
      await send({ method: "POST", url: `${url}${SUFFIXES[state]}${query}`, body, verifyTls: verify_tls, signal });
    },
  };
}
