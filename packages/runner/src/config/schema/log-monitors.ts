/** Monitors whose purpose is the text: what was logged, or a letter about it. */
const APPRISE_STATE = {
  title: { type: "string", meaning: "Title.", example: "Ping!" },
  body: { type: "string", required: true, meaning: "Text.", example: "Your backups have failed." },
} as const;

const APPRISE = {
  services: {
    type: "list",
    required: true,
    meaning: "Services to notify.",
    example: [{ url: "mastodons://accesskey@host/@user", label: "mastodon" }],
    items: {
      type: "object",
      options: {
        url: {
          type: "string",
          required: true,
          secret: true,
          meaning: "Apprise URL of the service, or {credential ...}.",
          example: "gotify://hostname/token",
        },
        label: { type: "string", required: true, meaning: "Name of the service.", example: "gotify" },
      },
    },
  },
  send_logs: { type: "boolean", default: "false", meaning: "Send the log along.", example: true },
  logs_size_limit: { type: "integer", default: "1500", meaning: "Bytes of the log to send at most.", example: 100000 },
  states: {
    type: "list",
    items: { type: "string", choices: ["start", "finish", "fail", "log"] },
    distinct: true,
    default: "fail",
    meaning: "When to notify: start, finish, fail, log.",
    example: ["start", "finish"],
  },
} as const;

interface ApprisePart {
  readonly type: "object";
  readonly meaning: string;
  readonly options: typeof APPRISE_STATE;
}

function apprisePart(meaning: string): ApprisePart {
  return { type: "object", meaning, options: APPRISE_STATE };
}

/** Apprise, whose texts differ by state. */
export const APPRISE_MONITOR: {
  readonly apprise: {
    readonly type: "object";
    readonly default: "off";
    readonly meaning: string;
    readonly example: unknown;
    readonly options: typeof APPRISE & Readonly<Record<"start" | "finish" | "fail" | "log", ApprisePart>>;
  };
} = {
  apprise: {
    type: "object",
    default: "off",
    meaning: "Notifications by services that Apprise knows.",
    example: { services: [{ url: "gotify://hostname/token", label: "gotify" }] },
    options: {
      ...APPRISE,
      start: apprisePart("What to send when a run starts."),
      finish: apprisePart("What to send when a run has worked."),
      fail: apprisePart("What to send when a run has failed."),
      log: apprisePart("What to send with the log."),
    },
  },
};

/** Loki, and what only coffermatic has: e-mail and plain webhooks. */
export const LOG_MONITORS = {
  loki: {
    type: "object",
    default: "off",
    meaning: "The log for Grafana Loki.",
    example: { url: "http://localhost:3100/loki/api/v1/push", labels: { app: "borgmatic" } },
    options: {
      url: {
        type: "string",
        required: true,
        meaning: "URL to push to.",
        example: "http://localhost:3100/loki/api/v1/push",
      },
      tls: {
        type: "object",
        meaning: "What the client shows of itself.",
        options: {
          cert_path: { type: "string", meaning: "Certificate.", example: "/etc/borgmatic/loki-client.crt" },
          key_path: { type: "string", meaning: "Key.", example: "/etc/borgmatic/loki-client.key" },
        },
      },
      labels: {
        type: "map",
        values: "string",
        required: true,
        meaning: "Labels of the stream; __hostname, __config and __config_path stand for what they say.",
        example: { app: "borgmatic", hostname: "__hostname" },
      },
      send_logs: { type: "boolean", default: "false", meaning: "Send the log along.", example: true },
    },
  },
  email: {
    type: "object",
    default: "off",
    meaning: "Letters by SMTP. Only coffermatic has this.",
    example: { to: ["admin@example.org"], server: "mail.example.org" },
    options: {
      to: {
        type: "list",
        items: { type: "string" },
        required: true,
        meaning: "Who gets the letter.",
        example: ["admin@example.org"],
      },
      from: { type: "string", default: "root at this host", meaning: "Who sends it.", example: "backup@example.org" },
      server: { type: "string", default: "localhost", meaning: "SMTP server.", example: "mail.example.org" },
      port: { type: "integer", default: "25; 465 with tls", meaning: "Port of the server.", example: 587 },
      tls: {
        type: "boolean",
        default: "false",
        meaning: "Encrypt from the start; otherwise STARTTLS is used where it is offered.",
        example: true,
      },
      verify_tls: { type: "boolean", default: "true", meaning: "Verify the server's certificate.", example: false },
      username: { type: "string", meaning: "User, or {credential ...}.", example: "backup" },
      password: { type: "string", secret: true, meaning: "Password, or {credential ...}.", example: "fakepassword" },
      send_logs: { type: "boolean", default: "true", meaning: "Send the log along.", example: false },
      logs_size_limit: {
        type: "integer",
        default: "100000",
        meaning: "Bytes of the log to send at most.",
        example: 10000,
      },
      states: {
        type: "list",
        items: { type: "string", choices: ["start", "finish", "fail"] },
        distinct: true,
        default: "fail",
        meaning: "When to write: start, finish, fail.",
        example: ["finish", "fail"],
      },
    },
  },
  webhook: {
    type: "object",
    default: "off",
    meaning: "Calls of a URL with what has happened in JSON. Only coffermatic has this.",
    example: { url: "https://hooks.example.org/backup" },
    options: {
      url: {
        type: "string",
        required: true,
        secret: true,
        meaning: "URL, or {credential ...}.",
        example: "https://hooks.example.org/backup",
      },
      method: { type: "string", choices: ["POST", "PUT", "GET"], default: "POST", meaning: "Method.", example: "POST" },
      headers: {
        type: "map",
        values: "string",
        meaning: "Headers to send; values may be {credential ...}.",
        example: { authorization: "{credential systemd webhook_token}" },
      },
      verify_tls: { type: "boolean", default: "true", meaning: "Verify the server's certificate.", example: false },
      send_logs: { type: "boolean", default: "false", meaning: "Send the log along.", example: true },
      logs_size_limit: {
        type: "integer",
        default: "100000",
        meaning: "Bytes of the log to send at most.",
        example: 10000,
      },
      states: {
        type: "list",
        items: { type: "string", choices: ["start", "finish", "fail"] },
        distinct: true,
        default: "all",
        meaning: "When to call: start, finish, fail.",
        example: ["fail"],
      },
    },
  },
} as const;
