import type { Configuration } from "../../../config/index.ts";
import { keptLog } from "../log-buffer.ts";
import type { Monitor, MonitoringState, MonitorTools } from "../monitor.ts";
import { sendMail } from "../send-mail.ts";
import { runApprise } from "./run-apprise.ts";
import type { Delivery, Notice } from "./sender.ts";
import { SENDERS } from "./senders.ts";
import { parseServiceUrl } from "./service-url.ts";

type AppriseOptions = NonNullable<Configuration["apprise"]>;

const LOG_BYTES_MAX = 1_500;

const KINDS: Readonly<Record<MonitoringState, Notice["kind"]>> = {
  start: "info",
  log: "info",
  finish: "success",
  fail: "failure",
};

/** Notifications by services that Apprise knows: the common ones by ourselves, all others by the program `apprise`. */
export function openApprise({ apprise }: Configuration, tools: MonitorTools): Monitor | undefined {
  if (apprise === undefined) return undefined;
  const kept = keptLog(apprise.send_logs ?? false, apprise.logs_size_limit ?? LOG_BYTES_MAX);
  return {
    name: "Apprise",
    states: apprise.states ?? ["fail"],
    sink: kept,
    async tell(state, signal) {
      const notice = noticeOf(apprise, state, state === "start" ? "" : kept.text());
      const results = await Promise.allSettled(apprise.services.map(({ url }) => notify(url, notice, tools, signal)));
      const troubles = results.flatMap((result, index) =>
        result.status === "rejected" ? [`${apprise.services[index]?.label}: ${messageOf(result.reason)}`] : [],
      );
      if (troubles.length > 0) throw new Error(troubles.join("; "));
    },
  };
}

function noticeOf(options: AppriseOptions, state: MonitoringState, log: string): Notice {
  const text = `A borgmatic ${state.toUpperCase()} event happened`;
  const { title = "", body } = options[state] ?? { title: text, body: text };
  return { title, body: log === "" ? body : `${body}\n\n${log}`, kind: KINDS[state] };
}

async function notify(service: string, notice: Notice, tools: MonitorTools, signal: AbortSignal): Promise<void> {
  const text = await tools.resolveSecret(service);
  const url = parseServiceUrl(text);
  const sender = SENDERS.get(url.scheme);
  if (sender === undefined) {
    await runApprise(text, url.scheme, notice, tools.system, signal);
    return;
  }
  for (const delivery of sender(url, notice)) await deliver(delivery, tools, signal);
}

async function deliver(delivery: Delivery, { send, timeoutMs }: MonitorTools, signal: AbortSignal): Promise<void> {
  if ("request" in delivery) await send({ ...delivery.request, signal });
  else await sendMail(delivery.server, delivery.letter, timeoutMs);
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
