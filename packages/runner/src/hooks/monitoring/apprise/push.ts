import { basicAuthorization } from "../basic-authorization.ts";
import { jsonPost, type Sender } from "./sender.ts";
import { httpOrigin, type ServiceUrl } from "./service-url.ts";

const GOTIFY_PRIORITIES = { low: 1, moderate: 3, normal: 5, high: 8, emergency: 10 };
const NTFY_PRIORITIES = { min: 1, low: 2, default: 3, high: 4, max: 5 };
const PUSHOVER_PRIORITIES = { low: -2, moderate: -1, normal: 0, high: 1, emergency: 2 };

/** `gotify://host/[path/]token` */
export const sendGotify: Sender = (url, { title, body }) => {
  const token = url.path.at(-1);
  if (token === undefined) throw new Error("gotify:// needs host and token");
  const path = url.path.slice(0, -1).map((piece) => `/${encodeURIComponent(piece)}`);
  const notice = { priority: priorityOf(url, GOTIFY_PRIORITIES) ?? GOTIFY_PRIORITIES.normal, title, message: body };
  return [jsonPost(`${httpOrigin(url)}${path.join("")}/message`, notice, { "X-Gotify-Key": token })];
};

/** `ntfy://topic` at ntfy.sh, `ntfy://[user[:password]@|token@]host/topic` elsewhere */
export const sendNtfy: Sender = (url, { title, body }) => {
  const isPublic = url.path.length === 0;
  const priority = priorityOf(url, NTFY_PRIORITIES);
  const tags = url.settings.get("tags")?.split(",");
  const server = isPublic ? "https://ntfy.sh" : httpOrigin(url);
  return (isPublic ? [url.host] : url.path).map((topic) => {
    const notice = { topic, ...(title === "" ? {} : { title }), message: body, priority, tags };
    return jsonPost(server, notice, ntfyAuthorization(url));
  });
};

/** `pover://user_key@token[/device…]` */
export const sendPushover: Sender = (url, { title, body }) => {
  if (url.user === undefined) throw new Error("pover:// needs user_key@token");
  const form = new URLSearchParams({ token: url.host, user: url.user, message: body });
  if (title !== "") form.set("title", title);
  if (url.path.length > 0) form.set("device", url.path.join(","));
  const sound = url.settings.get("sound");
  if (sound !== undefined) form.set("sound", sound);
  const priority = priorityOf(url, PUSHOVER_PRIORITIES);
  if (priority !== undefined) form.set("priority", String(priority));
  if (priority === PUSHOVER_PRIORITIES.emergency) {
    form.set("retry", url.settings.get("retry") ?? "900");
    form.set("expire", url.settings.get("expire") ?? "3600");
  }
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const place = "https://api.pushover.net/1/messages.json";
  return [{ request: { method: "POST", url: place, headers, body: form.toString() } }];
};

function ntfyAuthorization({ user, password }: ServiceUrl): Record<string, string> {
  if (user === undefined) return {};
  const isToken = password === undefined && user.startsWith("tk_");
  return { Authorization: isToken ? `Bearer ${user}` : basicAuthorization(user, password ?? "") };
}

/** `?priority=`: a name or a number. */
function priorityOf({ settings }: ServiceUrl, names: Readonly<Record<string, number>>): number | undefined {
  const text = settings.get("priority");
  if (text === undefined) return undefined;
  const named = Object.hasOwn(names, text.toLowerCase()) ? names[text.toLowerCase()] : undefined;
  const value = named ?? Number(text);
  if (Number.isInteger(value)) return value;
  throw new Error(`priority must be a number or one of ${Object.keys(names).join(", ")}`);
}
