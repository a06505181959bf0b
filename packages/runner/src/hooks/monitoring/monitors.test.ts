import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { recordHttp, type RecordedRequest, recordMail } from "@coffer/testkit/network";
import type { Configuration } from "../../config/index.ts";
import { FanOutLog, type LogRecord } from "../../log/index.ts";
import { type Monitors, openMonitors, type SendHttp } from "./index.ts";
import { httpSender } from "./send-http.ts";

const HOST = hostname();

test("Healthchecks is told of each state at its own address, with the log where wanted", async (t) => {
  const { origin, requests } = await recordHttp(t);
  const { monitors } = open({ healthchecks: { ping_url: `${origin}/uuid`, send_logs: true } });
  monitors.sink.write(record("info", "one"));
  await monitors.ping("start");
  monitors.sink.write(record("debug", "not at this verbosity"));
  monitors.sink.write(record("error", "two"));
  await monitors.ping("log");
  await monitors.ping("finish");
  await monitors.ping("fail");
  assert.deepEqual(
    requests.map(({ method, path, body }) => [method, path, body]),
    [
      ["POST", "/uuid/start", ""],
      ["POST", "/uuid/log", "repo: one\nrepo: two\n"],
      ["POST", "/uuid", "repo: one\nrepo: two\n"],
      ["POST", "/uuid/fail", "repo: one\nrepo: two\n"],
    ],
  );
});

test("Healthchecks sends no more of the log than ping_body_limit, and nothing without send_logs", async (t) => {
  const { origin, requests } = await recordHttp(t);
  const { monitors } = open({
    healthchecks: { ping_url: `${origin}/slug`, send_logs: true, ping_body_limit: 30, create_slug: true },
    watchgoose: { ping_url: `${origin}/goose`, states: ["fail"] },
  });
  for (const letter of "abcdef") monitors.sink.write(record("info", letter.repeat(5)));
  await monitors.ping("finish");
  await monitors.ping("fail");
  const [finish, ...rest] = requests;
  assert.deepEqual([finish?.path, finish?.body], ["/slug?create=1", "...\nrepo: eeeee\nrepo: fffff\n"]);
  const goose = rest.find(({ path }) => path.startsWith("/goose"));
  assert.deepEqual([rest.length, goose?.path, goose?.body], [2, "/goose/fail", ""]);
});

test("a bare UUID belongs to the service's own server, and takes no create_slug", async () => {
  const urls: string[] = [];
  const uuid = "01234567-0123-0123-0123-0123456789ab";
  const send: SendHttp = async ({ url }) => {
    urls.push(url);
    return "";
  };
  const { monitors, warnings } = open(
    { healthchecks: { ping_url: uuid, create_slug: true }, watchgoose: { ping_url: uuid } },
    { send },
  );
  await monitors.ping("finish");
  assert.deepEqual(urls, [`https://hc-ping.com/${uuid}`, `https://watchgoose.com/${uuid}`]);
  assert.match(warnings()[0] ?? "", /create_slug/);
});

test("Cronitor, Uptime Kuma and Sentry get their addresses", async (t) => {
  const { origin, requests } = await recordHttp(t);
  const dsn = `${origin.replace("://", "://key@")}/42`;
  const { monitors } = open({
    cronitor: { ping_url: `${origin}/cronitor` },
    uptime_kuma: { push_url: `${origin}/kuma` },
    sentry: { data_source_name_url: dsn, monitor_slug: "slug", environment: "a b" },
  });
  await monitors.ping("start");
  await monitors.ping("log");
  await monitors.ping("finish");
  await monitors.ping("fail");
  const told = requests.map(({ method, path }) => `${method} ${path}`).toSorted();
  assert.deepEqual(told, [
    "GET /cronitor/complete",
    "GET /cronitor/fail",
    "GET /cronitor/run",
    "GET /kuma?status=down&msg=fail",
    "GET /kuma?status=up&msg=finish",
    "GET /kuma?status=up&msg=start",
    "POST /api/42/cron/slug/key/?status=error&environment=a%20b",
    "POST /api/42/cron/slug/key/?status=in_progress&environment=a%20b",
    "POST /api/42/cron/slug/key/?status=ok&environment=a%20b",
  ]);
});

test("PagerDuty hears of failures only, with the log", async (t) => {
  const { send, requests } = await redirectTo(t, "https://events.pagerduty.com");
  const { monitors } = open({ pagerduty: { integration_key: "key", send_logs: true } }, { send });
  monitors.sink.write(record("error", "oh"));
  await monitors.ping("start");
  await monitors.ping("finish");
  await monitors.ping("fail");
  assert.equal(requests.length, 1);
  assert.equal(requests[0]?.path, "/v2/enqueue");
  assert.deepEqual(JSON.parse(requests[0].body), {
    routing_key: "key",
    event_action: "trigger",
    payload: {
      summary: `backup failed on ${HOST}`,
      severity: "error",
      source: HOST,
      timestamp: "1970-01-01T00:00:01.000Z",
      component: "borgmatic",
      group: "backups",
      class: "backup failure",
      custom_details: {
        hostname: HOST,
        "configuration filename": "/etc/x.yaml",
        "server time": "1970-01-01T00:00:01.000Z",
        logs: "repo: oh\n",
      },
    },
  });
});

test("ntfy gets topic, texts, priority and tags, by default of failures only", async (t) => {
  const { origin, requests } = await recordHttp(t);
  const { monitors } = open({
    ntfy: {
      ...{ topic: "backups", server: origin, username: "u", password: "p", states: ["start", "fail"] },
      fail: { title: "T", message: "M", priority: "urgent", tags: "a, b" },
    },
  });
  await monitors.ping("start");
  await monitors.ping("finish");
  await monitors.ping("fail");
  const text = "A borgmatic START event happened";
  assert.deepEqual(
    requests.map(({ body }) => JSON.parse(body) as unknown),
    [
      { topic: "backups", title: text, message: text, priority: 3, tags: ["borgmatic"] },
      { topic: "backups", title: "T", message: "M", priority: 5, tags: ["a", "b"] },
    ],
  );
  assert.equal(requests[0]?.headers.authorization, "Basic dTpw");
});

test("ntfy prefers its token, which may be a credential in a file", async (t) => {
  const { origin, requests } = await recordHttp(t);
  const path = join(folder(t), "token");
  writeFileSync(path, "tk_1\n");
  const ntfy = { topic: "t", server: origin, access_token: `{credential file ${path}}`, username: "u", password: "p" };
  const { monitors, warnings } = open({ ntfy });
  await monitors.ping("fail");
  assert.equal(requests[0]?.headers.authorization, "Bearer tk_1");
  assert.match(warnings()[0] ?? "", /access_token/);
});

test("Pushover gets a form; priority 2 has times to ask again", async (t) => {
  const { send, requests } = await redirectTo(t, "https://api.pushover.net");
  const fail = { priority: 2, html: true, title: "a&b" };
  const { monitors } = open({ pushover: { token: "t", user: "u", states: ["start", "fail"], fail } }, { send });
  await monitors.ping("start");
  await monitors.ping("fail");
  const forms = requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  assert.deepEqual(forms, [
    { token: "t", user: "u", message: "start" },
    {
      ...{ token: "t", user: "u", message: "fail", expire: "600", retry: "30" },
      ...{ priority: "2", html: "1", title: "a&b" },
    },
  ]);
});

test("Pushover's retry without priority 2 is a warning", async () => {
  const pushover = { token: "t", user: "u", fail: { retry: 3 } };
  const { monitors, warnings } = open({ pushover }, { send: () => assert.fail() });
  await monitors.ping("fail");
  assert.match(warnings()[0] ?? "", /Pushover: expire and retry/);
});

test("Zabbix logs in, pushes the value and logs out", async (t) => {
  const { origin, requests } = await recordHttp(t, {
    answer: ({ body }, response) => {
      response.end(JSON.stringify({ result: body.includes("user.login") ? "session" : { data: [{}] } }));
    },
  });
  const { monitors, warnings } = open({
    zabbix: { server: origin, host: "h", key: "k", username: "u", password: "p", fail: { value: 7 } },
  });
  await monitors.ping("fail");
  assert.deepEqual(
    requests.map(({ headers, body }) => [headers.authorization, JSON.parse(body) as unknown]),
    [
      [undefined, { jsonrpc: "2.0", method: "user.login", params: { username: "u", password: "p" }, id: 1 }],
      ["Bearer session", { jsonrpc: "2.0", method: "history.push", params: { host: "h", key: "k", value: 7 }, id: 1 }],
      ["Bearer session", { jsonrpc: "2.0", method: "user.logout", params: [], id: 1 }],
    ],
  );
  assert.deepEqual(warnings(), []);
});

test("Zabbix' complaint about an item is a warning", async (t) => {
  const { origin } = await recordHttp(t, {
    answer: (_request, response) => response.end(JSON.stringify({ result: { data: [{ error: "No such item." }] } })),
  });
  const { monitors, warnings } = open({ zabbix: { server: origin, itemid: 1, api_key: "k", states: ["finish"] } });
  await monitors.ping("finish");
  assert.deepEqual(warnings(), ["Zabbix: No such item."]);
});

test("Loki gets states at once, logs in batches, labels filled in", async (t) => {
  const { origin, requests } = await recordHttp(t);
  const labels = { app: "backup", host: "__hostname", file: "__config", path: "__config_path" };
  const { monitors } = open({ loki: { url: `${origin}/push`, labels, send_logs: true } });
  await monitors.ping("start");
  for (let index = 0; index < 150; index += 1) monitors.sink.write(record("info", String(index)));
  await monitors.close();
  const streams = requests.map(({ body }) => (JSON.parse(body) as LokiBody).streams[0]);
  assert.deepEqual(streams[0], {
    stream: { app: "backup", host: HOST, file: "x.yaml", path: "/etc/x.yaml" },
    values: [["1000000000", "Started backup"]],
  });
  const logged = streams.slice(1).flatMap((stream) => stream?.values ?? []);
  assert.equal(logged.length, 150);
  assert.deepEqual(logged.at(-1), ["5000000", "repo: 149"]);
  assert.ok(streams.every((stream) => (stream?.values.length ?? 0) <= 100));
});

test("Loki gets nothing but states without send_logs", async (t) => {
  const { origin, requests } = await recordHttp(t);
  const { monitors } = open({ loki: { url: origin, labels: {} } });
  monitors.sink.write(record("info", "quiet"));
  await monitors.ping("fail");
  await monitors.close();
  assert.deepEqual(
    requests.map(({ body }) => (JSON.parse(body) as LokiBody).streams[0]?.values),
    [[["1000000000", "Failed backup"]]],
  );
});

test("a webhook is told in JSON, by GET in its query", async (t) => {
  const { origin, requests } = await recordHttp(t);
  const headers = { "X-Token": "secret" };
  const post = open({ webhook: { url: `${origin}/hook`, headers, send_logs: true, logs_size_limit: 100 } });
  post.monitors.sink.write(record("warning", "careful"));
  await post.monitors.ping("finish");
  const get = open({ webhook: { url: `${origin}/hook?a=b`, method: "GET" } });
  await get.monitors.ping("fail");
  assert.equal(requests[0]?.headers["x-token"], "secret");
  assert.deepEqual(JSON.parse(requests[0].body), {
    ...{ state: "finish", time: "1970-01-01T00:00:01.000Z", hostname: HOST, configuration: "/etc/x.yaml" },
    log: "repo: careful\n",
  });
  assert.deepEqual([requests[1]?.method, requests[1]?.path], ["GET", "/hook?a=b&state=fail"]);
});

test("a letter tells of a failure, with the log", async (t) => {
  const { port, letters } = await recordMail(t);
  const to = ["a@example.org", "b@example.org"];
  const { monitors, warnings } = open({
    email: { to, from: "backup@example.org", server: "127.0.0.1", port, username: "u", password: "p" },
  });
  monitors.sink.write(record("error", "disk on fire"));
  await monitors.ping("finish");
  await monitors.ping("fail");
  assert.deepEqual(warnings(), []);
  assert.equal(letters.length, 1);
  const [letter] = letters;
  assert.deepEqual([letter?.from, letter?.to, letter?.credentials], ["backup@example.org", to, ["u", "p"]]);
  assert.match(letter?.content ?? "", /Subject: \[.*\] backup FAILED/);
  assert.match(letter?.content ?? "", /repo: disk on fire/);
});

test("a monitor that does not answer costs its time once, though there are several, and is a warning", async (t) => {
  const { origin } = await recordHttp(t, { answer: () => {} });
  const { monitors, warnings } = open(
    { cronitor: { ping_url: origin }, uptime_kuma: { push_url: origin }, healthchecks: { ping_url: origin } },
    { timeoutMs: 200 },
  );
  const begin = performance.now();
  await monitors.ping("finish");
  const tookMs = performance.now() - begin;
  assert.ok(tookMs > 150 && tookMs < 2000, `${tookMs} ms`);
  assert.equal(warnings().length, 3);
  assert.match(warnings()[0] ?? "", /^Cronitor: .*(?:0\.2 seconds|in time)/);
});

test("a monitor that cannot be reached or refuses is a warning that tells no secret", async (t) => {
  const { origin } = await recordHttp(t, {
    answer: (_request, response) => {
      response.statusCode = 404;
      response.end();
    },
  });
  const { monitors, warnings } = open({
    cronitor: { ping_url: `${origin}/secret` },
    uptime_kuma: { push_url: "http://127.0.0.1:1/secret" },
    healthchecks: { ping_url: "http://[secret" },
  });
  await monitors.ping("fail");
  assert.equal(warnings().length, 3);
  assert.match(warnings().find((text) => text.startsWith("Cronitor")) ?? "", /answered 404 Not Found$/);
  assert.match(warnings().find((text) => text.startsWith("Uptime")) ?? "", /cannot be reached: connect ECONNREFUSED/);
  assert.ok(!warnings().join("\n").includes("secret"));
});

test("certificates are verified unless verify_tls is false", async (t) => {
  const { origin, requests } = await recordHttp(t, { isSecure: true });
  const { monitors, warnings } = open({
    healthchecks: { ping_url: `${origin}/a`, verify_tls: false },
    watchgoose: { ping_url: `${origin}/b` },
  });
  await monitors.ping("finish");
  assert.deepEqual(
    requests.map(({ path }) => path),
    ["/a"],
  );
  assert.match(warnings()[0] ?? "", /^Watchgoose: .*self-signed/);
});

test("redirections are followed, and secrets in headers are not told to another server", async (t) => {
  const other = await recordHttp(t);
  const first = await recordHttp(t, {
    answer: (_request, response) => response.writeHead(308, { Location: `${other.origin}/there` }).end(),
  });
  const webhook = { url: `${first.origin}/here`, headers: { "X-Token": "secret" } };
  const { monitors, warnings } = open({ webhook });
  await monitors.ping("fail");
  assert.deepEqual(warnings(), []);
  const [request] = other.requests;
  assert.deepEqual([request?.method, request?.path, request?.headers["x-token"]], ["POST", "/there", undefined]);
  assert.match(request?.body ?? "", /"state":"fail"/);
});

test("a dry run sends nothing; monitoring_verbosity -2 switches monitors off", async () => {
  const send: SendHttp = () => assert.fail("sent");
  const dry = open({ cronitor: { ping_url: "http://x" } }, { send, dryRun: true });
  await dry.monitors.ping("start");
  await dry.monitors.close();
  const off = open({ cronitor: { ping_url: "http://x" }, monitoring_verbosity: -2 }, { send });
  await off.monitors.ping("start");
  assert.deepEqual([...dry.warnings(), ...off.warnings()], []);
});

interface LokiBody {
  readonly streams: { readonly stream: unknown; readonly values: readonly (readonly [string, string])[] }[];
}

interface Opened {
  readonly monitors: Monitors;
  readonly warnings: () => string[];
}

function open(
  options: Partial<Configuration>,
  context: { timeoutMs?: number; send?: SendHttp; dryRun?: boolean } = {},
): Opened {
  const records: LogRecord[] = [];
  const log = new FanOutLog([{ write: (entry) => records.push(entry) }], () => 0);
  const system = { env: {}, cwd: "/", home: "/", nowMs: () => 1000, sleep: () => Promise.resolve() };
  const configuration: Configuration = { repositories: [], ...options };
  return {
    monitors: openMonitors(configuration, { system, log, dryRun: false, configurationPath: "/etc/x.yaml", ...context }),
    warnings: () => records.filter(({ level }) => level === "warning").map(({ message }) => message),
  };
}

/** Sends what is meant for `server` to a recorder instead. */
async function redirectTo(t: TestContext, server: string): Promise<{ send: SendHttp; requests: RecordedRequest[] }> {
  const { origin, requests } = await recordHttp(t);
  const send = httpSender({});
  return { send: (request) => send({ ...request, url: request.url.replace(server, origin) }), requests };
}

function record(level: LogRecord["level"], message: string): LogRecord {
  return { level, message, prefix: "repo", timeMs: 5 };
}

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "monitors-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}
