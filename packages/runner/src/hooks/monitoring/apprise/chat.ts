import { randomUUID } from "node:crypto";
import { cut, type Delivery, jsonPost, oneText, type Sender } from "./sender.ts";
import { httpOrigin } from "./service-url.ts";

const DISCORD_LENGTH_MAX = 2_000;
const TELEGRAM_LENGTH_MAX = 4_096;
const MATTERMOST_LENGTH_MAX = 4_000;

const SLACK_COLORS = { info: "#3AA3E3", success: "#3AA337", failure: "#A32037" } as const;

/** `slack://[name@]a/b/c[/#channel…]` for a webhook, `slack://[name@]xoxb-token/#channel…` for a bot */
export const sendSlack: Sender = (url, { title, body, kind }) => {
  const names = url.user === undefined ? {} : { username: url.user };
  const attachments = [{ fallback: title === "" ? body : title, title, text: body, color: SLACK_COLORS[kind] }];
  const isBot = url.host.startsWith("xox");
  const [b, c, ...rest] = url.path;
  const channels = isBot ? url.path : rest;
  const message = (channel?: string): unknown => ({
    ...names,
    ...(channel === undefined ? {} : { channel }),
    attachments,
  });
  if (isBot) {
    if (channels.length === 0) throw new Error("slack:// with a bot's token needs a channel");
    const headers = { Authorization: `Bearer ${url.host}` };
    return channels.map((channel) => jsonPost("https://slack.com/api/chat.postMessage", message(channel), headers));
  }
  if (b === undefined || c === undefined) throw new Error("slack:// needs the three tokens of a webhook, or a bot's");
  const place = `https://hooks.slack.com/services/${[url.host, b, c].map(encodeURIComponent).join("/")}`;
  return channels.length === 0
    ? [jsonPost(place, message())]
    : channels.map((channel) => jsonPost(place, message(channel)));
};

/** `discord://[name@]webhook_id/webhook_token` */
export const sendDiscord: Sender = (url, notice) => {
  const [token] = url.path;
  if (token === undefined) throw new Error("discord:// needs the webhook's id and token");
  const place = `https://discord.com/api/webhooks/${encodeURIComponent(url.host)}/${encodeURIComponent(token)}`;
  const names = url.user === undefined ? {} : { username: url.user };
  return [jsonPost(place, { ...names, content: cut(oneText(notice), DISCORD_LENGTH_MAX) })];
};

/** `tgram://bot_number:bot_token/chat[:topic]…` */
export const sendTelegram: Sender = (url, notice) => {
  // a token of digits only has been taken for a port
  const token = url.port === undefined ? url.host : `${url.host}:${url.port}`;
  const chats = url.path;
  if (!token.includes(":") || chats.length === 0) throw new Error("tgram:// needs the bot's token and a chat");
  const text = cut(oneText(notice), TELEGRAM_LENGTH_MAX);
  return chats.map((target) => {
    const [, chat = target, topic] = /^(.+?)(?::(\d+))?$/.exec(target) ?? [];
    const thread = topic === undefined ? {} : { message_thread_id: Number(topic) };
    const message = { chat_id: chat, ...thread, text, disable_web_page_preview: true };
    return jsonPost(`https://api.telegram.org/bot${token}/sendMessage`, message);
  });
};

/** `mmost://[name@]host[/path]/token` */
export const sendMattermost: Sender = (url, notice) => {
  const token = url.path.at(-1);
  if (token === undefined) throw new Error("mmost:// needs host and token");
  const path = url.path.slice(0, -1).map((piece) => `/${encodeURIComponent(piece)}`);
  const place = `${httpOrigin(url)}${path.join("")}/hooks/${encodeURIComponent(token)}`;
  const names = url.user === undefined ? {} : { username: url.user };
  const channels = (url.settings.get("channel") ?? url.settings.get("channels"))?.split(",") ?? [undefined];
  const text = cut(oneText(notice), MATTERMOST_LENGTH_MAX);
  return channels.map((channel) => jsonPost(place, { text, ...names, ...(channel === undefined ? {} : { channel }) }));
};

/** `matrix://access_token@host/!room…`: rooms that the user of the token is in already */
export const sendMatrix: Sender = (url, notice) => {
  const { user: token, path } = url;
  if (token === undefined || url.password !== undefined || !path.every((room) => room.startsWith("!"))) {
    throw new Error("matrix:// works with an access token and ids of rooms only: matrix://TOKEN@HOST/!room:HOST");
  }
  if (path.length === 0) throw new Error("matrix:// needs a room");
  return path.map((room): Delivery => {
    const id = encodeURIComponent(room.includes(":") ? room : `${room}:${url.host}`);
    const place = `${httpOrigin(url)}/_matrix/client/v3/rooms/${id}/send/m.room.message/${randomUUID()}`;
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
    const body = JSON.stringify({ msgtype: "m.text", body: oneText(notice) });
    return { request: { method: "PUT", url: place, headers, body } };
  });
};
