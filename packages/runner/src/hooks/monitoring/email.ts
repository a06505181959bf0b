import type { Configuration } from "../../config/index.ts";
import { keptLog } from "./log-buffer.ts";
import type { Monitor, MonitoringState, MonitorTools } from "./monitor.ts";
import { sendMail } from "./send-mail.ts";

const LOG_BYTES_MAX = 100_000;

const SUBJECTS: Readonly<Record<MonitoringState, string>> = {
  start: "backup started",
  finish: "backup finished",
  fail: "backup FAILED",
  log: "log",
};

/** Letters by SMTP. */
export function openEmail({ email }: Configuration, tools: MonitorTools): Monitor | undefined {
  if (email === undefined) return undefined;
  const { to, server = "localhost", tls = false, send_logs = true, logs_size_limit = LOG_BYTES_MAX } = email;
  const { hostname, configurationPath, system, timeoutMs, resolveSecret } = tools;
  const kept = keptLog(send_logs, logs_size_limit);
  return {
    name: "E-mail",
    states: email.states ?? ["fail"],
    sink: kept,
    async tell(state) {
      const { username, password } = email;
      const place = {
        host: server,
        port: email.port ?? (tls ? 465 : 25),
        isTls: tls,
        verifyTls: email.verify_tls ?? true,
        ...(username === undefined ? {} : { user: await resolveSecret(username) }),
        ...(password === undefined ? {} : { password: await resolveSecret(password) }),
      };
      const time = new Date(system.nowMs()).toISOString();
      const facts = `host: ${hostname}\nconfiguration: ${configurationPath}\nstate: ${state}\ntime: ${time}\n`;
      const text = kept.text();
      const letter = {
        from: email.from ?? `root@${hostname}`,
        to,
        subject: `[${hostname}] ${SUBJECTS[state]}`,
        text: text === "" ? facts : `${facts}\n${text}`,
      };
      await sendMail(place, letter, timeoutMs);
    },
  };
}
