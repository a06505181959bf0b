import type { Configuration } from "../../config/index.ts";
import type { Monitor, MonitorTools } from "./monitor.ts";
import { basicAuthorization } from "./basic-authorization.ts";

type NtfyOptions = NonNullable<Configuration["ntfy"]>;

const PRIORITIES = { max: 5, urgent: 5, high: 4, default: 3, low: 2, min: 1 } as const;

/** Notifications by ntfy. */
export function openNtfy({ ntfy }: Configuration, tools: MonitorTools): Monitor | undefined {
  if (ntfy === undefined) return undefined;
  const { topic, server = "https://ntfy.sh", states = ["fail"] } = ntfy;
  return {
    name: "ntfy",
    states,
    async tell(state, signal) {
      const text = `A borgmatic ${state.toUpperCase()} event happened`;
      const own = state === "log" ? undefined : ntfy[state];
      const { title, message, priority = "default", tags } = own ?? { title: text, message: text, tags: "borgmatic" };
      const body = { topic, title, message, priority: PRIORITIES[priority], tags: splitTags(tags) };
      const headers = { "Content-Type": "application/json", ...(await authorization(ntfy, tools)) };
      await tools.send({ method: "POST", url: server, headers, body: JSON.stringify(body), signal });
    },
  };
}

async function authorization(options: NtfyOptions, tools: MonitorTools): Promise<Record<string, string>> {
  const { username, password, access_token } = options;
  if (access_token !== undefined) {
    if (username !== undefined || password !== undefined) {
      tools.log.warning("ntfy: access_token is set, so username and password are not used");
    }
    return { Authorization: `Bearer ${await tools.resolveSecret(access_token)}` };
  }
  if (username !== undefined && password !== undefined) {
    const [user, secret] = await Promise.all([tools.resolveSecret(username), tools.resolveSecret(password)]);
    return { Authorization: basicAuthorization(user, secret) };
  }
  if (username !== undefined) tools.log.warning("ntfy: password is missing, so username is not used");
  else if (password !== undefined) tools.log.warning("ntfy: username is missing, so password is not used");
  return {};
}

function splitTags(tags: string | undefined): string[] {
  return (tags ?? "")
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
}
