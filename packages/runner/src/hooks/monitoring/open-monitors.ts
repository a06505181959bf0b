import { hostname } from "node:os";
import type { Configuration } from "../../config/index.ts";
import { isShown, type Log, type LogSink } from "../../log/index.ts";
import type { System } from "../../system/index.ts";
import { resolveCredential } from "../credential/index.ts";
import { openApprise } from "./apprise/index.ts";
import { openCronitor } from "./cronitor.ts";
import { openEmail } from "./email.ts";
import { openHealthchecks, openWatchgoose } from "./healthchecks.ts";
import { openLoki } from "./loki.ts";
import type { Monitor, MonitoringState, MonitorTools } from "./monitor.ts";
import { openNtfy } from "./ntfy.ts";
import { openPagerduty } from "./pagerduty.ts";
import { openPushover } from "./pushover.ts";
import { httpSender, type SendHttp } from "./send-http.ts";
import { openSentry } from "./sentry.ts";
import { openUptimeKuma } from "./uptime-kuma.ts";
import { openWebhook } from "./webhook.ts";
import { openZabbix } from "./zabbix.ts";

/** The longest that a monitor may keep a run waiting. */
const TIMEOUT_MS = 10_000;

const OPENERS: readonly ((configuration: Configuration, tools: MonitorTools) => Monitor | undefined)[] = [
  openApprise,
  openCronitor,
  openEmail,
  openHealthchecks,
  openLoki,
  openNtfy,
  openPagerduty,
  openPushover,
  openSentry,
  openUptimeKuma,
  openWatchgoose,
  openWebhook,
  openZabbix,
];

/** The run that monitors watch. */
export interface MonitoringContext {
  readonly system: System;
  readonly log: Log;
  /** Nothing is sent. */
  readonly dryRun: boolean;
  /** Of the configuration, as the user wrote it. */
  readonly configurationPath: string;
  /** The longest that telling all monitors may take; 10 seconds when left out. */
  readonly timeoutMs?: number;
  /** How requests are sent; over the network when left out. */
  readonly send?: SendHttp;
}

/** All monitors of one configuration. None of their troubles is an error of the run: each is a warning in its log. */
export interface Monitors {
  /** Where the run's log is to be sent too, so that monitors can hand it on. */
  readonly sink: LogSink;
  /** Tells all monitors at once; takes no longer than the timeout. Never rejects. */
  ping(state: MonitoringState): Promise<void>;
  /** Sends what is left; takes no longer than the timeout. Never rejects. */
  close(): Promise<void>;
}

/** The monitors that `configuration` names; none with `monitoring_verbosity: -2`. */
export function openMonitors(configuration: Configuration, context: MonitoringContext): Monitors {
  const { system, log, dryRun, configurationPath, timeoutMs = TIMEOUT_MS, send = httpSender(system.env) } = context;
  const verbosity = configuration.monitoring_verbosity ?? 1;
  const tools: MonitorTools = {
    ...{ system, log, configurationPath, timeoutMs, send, hostname: hostname() },
    resolveSecret: (text) => resolveCredential(text, configuration, system),
  };
  const openers = verbosity === -2 ? [] : OPENERS;
  const monitors = openers.map((open) => open(configuration, tools)).filter((monitor) => monitor !== undefined);

  return {
    sink: {
      write(record) {
        if (!isShown(record.level, verbosity)) return;
        for (const { sink } of monitors) sink?.write(record);
      },
    },
    async ping(state) {
      const told = monitors.filter(({ states }) => states.includes(state));
      for (const { name } of told) log.info(`${name}: telling of "${state}"${dryRun ? " (dry run: not really)" : ""}`);
      if (dryRun) return;
      await Promise.all(
        told.map((monitor) => attempt(monitor, log, timeoutMs, (signal) => monitor.tell(state, signal))),
      );
    },
    async close() {
      if (dryRun) return;
      await Promise.all(
        monitors.map((monitor) => attempt(monitor, log, timeoutMs, async (signal) => monitor.close?.(signal))),
      );
    },
  };
}

/** Also what does not listen to its signal (a program that asks for a password) must not keep the run waiting. */
async function attempt(
  { name }: Monitor,
  log: Log,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const clock = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    clock.abort();
    reject(new Error(`no answer within ${timeoutMs / 1000} seconds`));
  }, timeoutMs);
  try {
    await Promise.race([work(clock.signal), late]);
  } catch (error) {
    log.warning(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}
