import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { recordHttp, recordMail } from "@coffer/testkit/network";
import type { Configuration } from "../../../config/index.ts";
import { FanOutLog, type LogRecord } from "../../../log/index.ts";
import { openMonitors } from "../index.ts";
import type { Delivery, Notice } from "./sender.ts";
import { SENDERS } from "./senders.ts";
import { parseServiceUrl } from "./service-url.ts";

const NOTICE: Notice = { title: "Ti & <t", body: "Bo\ndy", kind: "failure" };

test("parseServiceUrl() takes credentials, port, path and signed settings apart", () => {
  const url = parseServiceUrl("JSONS://u:p%40:x@host:81/a//%23b/#c?+X-A=1&:k=v+w&plain");
  assert.deepEqual(url, {
    ...{ scheme: "jsons", user: "u", password: "p@:x", host: "host", port: 81, path: ["a", "#b", "#c"] },
    settings: new Map([
      ["+X-A", "1"],
      [":k", "v w"],
      ["plain", ""],
    ]),
  });
  assert.throws(() => parseServiceUrl("secret"), /^Error: The URL must be like scheme:\/\/host\/path$/);
});

test("json:// and form:// send what Apprise sends", () => {
  const json = requestOf("json://u:p%40@h:8765/a/b?+X-A=1&:k=v&-q=1");
  assert.deepEqual([json.method, json.url], ["POST", "http://h:8765/a/b?q=1"]);
  assert.deepEqual(json.headers, { "Content-Type": "application/json", Authorization: "Basic dTpwQA==", "X-A": "1" });
  const fields = { version: "1.0", title: "Ti & <t", message: "Bo\ndy", attachments: [], type: "failure", k: "v" };
  assert.deepEqual(JSON.parse(json.body ?? ""), fields);
  const form = requestOf("forms://h/f?:k=v&method=put&verify=no");
  assert.deepEqual([form.method, form.url, form.verifyTls], ["PUT", "https://h/f", false]);
  assert.equal(form.body, "version=1.0&title=Ti+%26+%3Ct&message=Bo%0Ady&type=failure&k=v");
});

test("json:// renames and drops fields", () => {
  const { body } = requestOf("json://h?:message=text&:title=&:attachments=&:version=");
  assert.deepEqual(JSON.parse(body ?? ""), { text: "Bo\ndy", type: "failure" });
});

test("xml:// sends the elements that Apprise sends", () => {
  const { body, headers } = requestOf("xml://h/x?:k=v");
  assert.equal(headers?.["Content-Type"], "application/xml");
  const elements =
    "<Version>1.1</Version><Subject>Ti &amp; &lt;t</Subject><Message>Bo\ndy</Message><MessageType>failure</MessageType><k>v</k>";
  assert.ok(body?.includes(`<Notification>${elements}</Notification>`), body);
});

test("gotify://, ntfy:// and pover:// know their priorities", () => {
  const gotify = requestOf("gotify://h:8765/path/tok?priority=high");
  assert.deepEqual([gotify.url, gotify.headers?.["X-Gotify-Key"]], ["http://h:8765/path/message", "tok"]);
  assert.deepEqual(JSON.parse(gotify.body ?? ""), { priority: 8, title: "Ti & <t", message: "Bo\ndy" });
  const ntfy = requestOf("ntfys://tk_abc@h/topic?priority=max&tags=a,b");
  assert.deepEqual([ntfy.url, ntfy.headers?.["Authorization"]], ["https://h", "Bearer tk_abc"]);
  const notice = { topic: "topic", title: "Ti & <t", message: "Bo\ndy", priority: 5, tags: ["a", "b"] };
  assert.deepEqual(JSON.parse(ntfy.body ?? ""), notice);
  assert.equal(requestOf("ntfy://topic").url, "https://ntfy.sh");
  const pover = new URLSearchParams(requestOf("pover://user@token/phone?priority=emergency").body);
  const { message, ...rest } = Object.fromEntries(pover);
  assert.equal(message, "Bo\ndy");
  assert.deepEqual(rest, {
    ...{ token: "token", user: "user", title: "Ti & <t", device: "phone" },
    ...{ priority: "2", retry: "900", expire: "3600" },
  });
  assert.throws(() => requestOf("gotify://h/t?priority=soon"), /priority must be/);
});

test("slack:// works with webhooks and bots", () => {
  const hook = requestOf("slack://me@A/B/C/#general");
  assert.equal(hook.url, "https://hooks.slack.com/services/A/B/C");
  assert.deepEqual((JSON.parse(hook.body ?? "") as { channel: string; username: string }).channel, "#general");
  const bot = requestOf("slack://xoxb-1/#general");
  assert.deepEqual(
    [bot.url, bot.headers?.["Authorization"]],
    ["https://slack.com/api/chat.postMessage", "Bearer xoxb-1"],
  );
  assert.throws(() => requestOf("slack://A/B"), /three tokens/);
});

test("discord://, tgram:// and mmost:// keep to the length that they allow", () => {
  const long: Notice = { ...NOTICE, body: "x".repeat(10_000) };
  const discord = requestOf("discord://id/token", long);
  assert.equal(discord.url, "https://discord.com/api/webhooks/id/token");
  assert.equal((JSON.parse(discord.body ?? "") as { content: string }).content.length, 2000);
  const telegram = requestOf("tgram://123:abc/-42:7", long);
  assert.equal(telegram.url, "https://api.telegram.org/bot123:abc/sendMessage");
  const message = JSON.parse(telegram.body ?? "") as { chat_id: string; message_thread_id: number; text: string };
  assert.deepEqual([message.chat_id, message.message_thread_id, message.text.length], ["-42", 7, 4096]);
  const mattermost = requestOf("mmosts://bot@h/sub/tok?channel=x");
  assert.equal(mattermost.url, "https://h/sub/hooks/tok");
  assert.deepEqual(JSON.parse(mattermost.body ?? ""), { text: "Ti & <t\nBo\ndy", username: "bot", channel: "x" });
});

test("matrix:// writes into rooms by an access token, and refuses what it cannot do", () => {
  const { method, url, headers } = requestOf("matrixs://tok@h/!room");
  assert.equal(method, "PUT");
  assert.match(url, /^https:\/\/h\/_matrix\/client\/v3\/rooms\/!room%3Ah\/send\/m.room.message\/[\w-]+$/);
  assert.equal(headers?.["Authorization"], "Bearer tok");
  assert.throws(() => requestOf("matrix://user:password@h/!room"), /access token/);
});

test("mailto:// knows server, sender and receivers", () => {
  const [own] = deliveriesOf("mailto://u:p@example.org:2525/a@b.c?smtp=mail.example.org");
  assert.ok(own !== undefined && "letter" in own);
  assert.deepEqual(own.server, {
    ...{ host: "mail.example.org", port: 2525, isTls: false, verifyTls: true, user: "u", password: "p" },
  });
  assert.deepEqual([own.letter.from, own.letter.to], ["u@example.org", ["a@b.c"]]);
  const [gmail] = deliveriesOf("mailtos://me:p@gmail.com");
  assert.ok(gmail !== undefined && "letter" in gmail);
  assert.deepEqual([gmail.server.host, gmail.server.port, gmail.server.user], ["smtp.gmail.com", 587, "me@gmail.com"]);
  assert.deepEqual(gmail.letter.to, ["me@gmail.com"]);
});

test("the monitor notifies all services, with the log, and names those that fail", async (t) => {
  const { origin, requests } = await recordHttp(t);
  const { port, letters } = await recordMail(t);
  const services = [
    { url: `json://${origin.slice("http://".length)}/x`, label: "json" },
    { url: `mailto://root@127.0.0.1:${port}`, label: "mail" },
    { url: "slack://secret", label: "broken" },
  ];
  const fail = { title: "T", body: "B" };
  const warnings = await tellOfFailure({ services, send_logs: true, logs_size_limit: 12, fail });
  assert.deepEqual((JSON.parse(requests[0]?.body ?? "") as { message: string }).message, "B\n\n...\nsecond\n");
  assert.match(letters[0]?.content ?? "", /Subject: T/);
  assert.deepEqual(warnings, ["Apprise: broken: slack:// needs the three tokens of a webhook, or a bot's"]);
});

test("a service that only the program apprise knows is left to it, with the URL out of sight", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "apprise-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const said = join(folder, "said");
  writeFileSync(join(folder, "apprise"), `#!/bin/sh\necho "$@ $APPRISE_URLS" >'${said}'\ncat >>'${said}'\n`);
  chmodSync(join(folder, "apprise"), 0o755);
  const services = [{ url: "mastodons://key@host/@user", label: "mastodon" }];
  const path = `${folder}:${process.env["PATH"]}`;
  assert.deepEqual(await tellOfFailure({ services, fail: { body: "B" } }, path), []);
  const words = "--title= --notification-type=failure --input-format=text";
  assert.equal(readFileSync(said, "utf8"), `${words} mastodons://key@host/@user\nB`);
  const [warning] = await tellOfFailure({ services }, "/nonexistent");
  assert.equal(warning, "Apprise: mastodon: mastodons:// needs the program apprise, which cannot be started");
});

function deliveriesOf(text: string, notice: Notice = NOTICE): readonly Delivery[] {
  const url = parseServiceUrl(text);
  return SENDERS.get(url.scheme)?.(url, notice) ?? [];
}

function requestOf(text: string, notice?: Notice): Extract<Delivery, { request: unknown }>["request"] {
  const [delivery] = deliveriesOf(text, notice);
  assert.ok(delivery !== undefined && "request" in delivery);
  return delivery.request;
}

/** Warnings that came of it. */
async function tellOfFailure(apprise: NonNullable<Configuration["apprise"]>, path?: string): Promise<string[]> {
  const records: LogRecord[] = [];
  const log = new FanOutLog([{ write: (record) => records.push(record) }], () => 0);
  const system = { env: { PATH: path }, cwd: "/", home: "/", nowMs: () => 0, sleep: () => Promise.resolve() };
  const context = { system, log, dryRun: false, configurationPath: "/x.yaml" };
  const monitors = openMonitors({ repositories: [], apprise }, context);
  for (const message of ["first", "second"]) monitors.sink.write({ level: "info", message, prefix: "", timeMs: 0 });
  await monitors.ping("fail");
  return records.filter(({ level }) => level === "warning").map(({ message }) => message);
}
