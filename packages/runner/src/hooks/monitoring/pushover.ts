import type { Configuration } from "../../config/index.ts";
import type { Monitor, MonitoringState, MonitorTools } from "./monitor.ts";

type PushoverOptions = NonNullable<Configuration["pushover"]>;

const MESSAGES_URL = "https://api.pushover.net/1/messages.json";

/** Priority that asks again and again until somebody confirms. */
const EMERGENCY = 2;
const EMERGENCY_DEFAULTS = { expire: 600, retry: 30 };

/** Notifications by Pushover. */
export function openPushover({ pushover }: Configuration, tools: MonitorTools): Monitor | undefined {
  if (pushover === undefined) return undefined;
  const { token, user, states = ["fail"] } = pushover;
  return {
    name: "Pushover",
    states,
    async tell(state, signal) {
      const settings = settingsOf(pushover, state);
      const form = new URLSearchParams({
        token: await tools.resolveSecret(token),
        user: await tools.resolveSecret(user),
        message: state,
      });
      for (const [name, value] of Object.entries(settings)) form.set(name, String(value));
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      await tools.send({ method: "POST", url: MESSAGES_URL, headers, body: form.toString(), signal });
    },
  };
}

function settingsOf(options: PushoverOptions, state: MonitoringState): Record<string, string | number> {
  const { html, ...settings } = (state === "log" ? undefined : options[state]) ?? {};
  const { priority, expire, retry } = settings;
  if (priority !== EMERGENCY && (expire !== undefined || retry !== undefined)) {
    throw new Error(`expire and retry make sense with priority ${EMERGENCY} only; take them out of pushover.${state}`);
  }
  return {
    ...(priority === EMERGENCY ? EMERGENCY_DEFAULTS : {}),
    ...settings,
    ...(html === undefined ? {} : { html: Number(html) }),
  };
}
