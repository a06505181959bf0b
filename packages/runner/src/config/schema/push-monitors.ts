/** States in which a notification can be sent. */
const STATES = {
  type: "list",
  items: { type: "string", choices: ["start", "finish", "fail"] },
  distinct: true,
  default: "fail",
  meaning: "When to tell: start, finish, fail.",
  example: ["start", "finish"],
} as const;

const NTFY_STATE = {
  title: { type: "string", meaning: "Title.", example: "Ping!" },
  message: { type: "string", meaning: "Text.", example: "Your backups have failed." },
  priority: {
    type: "string",
    choices: ["max", "urgent", "high", "default", "low", "min"],
    meaning: "How urgent it is.",
    example: "max",
  },
  tags: { type: "string", meaning: "Tags, by commas; names of emoji are shown as such.", example: "borgmatic,skull" },
} as const;

const PUSHOVER_STATE = {
  message: { type: "string", default: "the state", meaning: "Text.", example: "A backup job has failed." },
  priority: { type: "integer", default: "0", meaning: "How urgent it is, from -2 to 2.", example: 0 },
  expire: { type: "integer", default: "600", meaning: "Priority 2: seconds until it gives up.", example: 600 },
  retry: { type: "integer", default: "30", meaning: "Priority 2: seconds between attempts.", example: 30 },
  device: { type: "string", default: "all", meaning: "Device to show it on.", example: "pixel8" },
  html: { type: "boolean", default: "false", meaning: "Whether the text is HTML.", example: true },
  sound: { type: "string", meaning: "Sound.", example: "bike" },
  title: { type: "string", meaning: "Title.", example: "A backup job has failed." },
  ttl: { type: "integer", meaning: "Seconds after which it vanishes.", example: 3600 },
  url: { type: "string", meaning: "Link.", example: "https://backups.example.org" },
  url_title: { type: "string", meaning: "Text of the link.", example: "Backups" },
} as const;

const ZABBIX_STATE = {
  value: { type: "integer or string", meaning: "Value of the item in this state.", example: "ERROR" },
} as const;

interface StateOption<Options> {
  readonly type: "object";
  readonly meaning: string;
  readonly options: Options;
}

// no interface: only a type alias fits an index signature
type StateOptions<Options> = {
  readonly start: StateOption<Options>;
  readonly finish: StateOption<Options>;
  readonly fail: StateOption<Options>;
  readonly states: typeof STATES;
};

function perState<Options>(options: Options): StateOptions<Options> {
  return {
    start: { type: "object", meaning: "What to send when a run starts.", options },
    finish: { type: "object", meaning: "What to send when a run has worked.", options },
    fail: { type: "object", meaning: "What to send when a run has failed.", options },
    states: STATES,
  };
}

const NTFY = {
  topic: { type: "string", required: true, meaning: "Topic.", example: "topic" },
  server: { type: "string", default: "https://ntfy.sh", meaning: "Server.", example: "https://ntfy.example.org" },
  username: { type: "string", meaning: "User, or {credential ...}.", example: "testuser" },
  password: { type: "string", secret: true, meaning: "Password, or {credential ...}.", example: "fakepassword" },
  access_token: {
    type: "string",
    secret: true,
    meaning: "Token in place of user and password, or {credential ...}.",
    example: "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2",
  },
} as const;

const PUSHOVER = {
  token: {
    type: "string",
    required: true,
    secret: true,
    meaning: "Token of the application, or {credential ...}.",
    example: "7ms6TXHpTokTou2P6x4SodDeentHRa",
  },
  user: {
    type: "string",
    required: true,
    secret: true,
    meaning: "Key of the user or group, or {credential ...}.",
    example: "hwRwoWsXMBWwgrSecfa9EfPey55WSN",
  },
} as const;

const ZABBIX = {
  itemid: { type: "integer", meaning: "Number of the item; or give host and key.", example: 55105 },
  host: { type: "string", meaning: "Host of the item.", example: "borg-server" },
  key: { type: "string", meaning: "Key of the item.", example: "borg.status" },
  server: {
    type: "string",
    required: true,
    meaning: "Address of the API.",
    example: "https://zabbix.example.org/zabbix/api_jsonrpc.php",
  },
  username: { type: "string", meaning: "User, or {credential ...}.", example: "testuser" },
  password: { type: "string", secret: true, meaning: "Password, or {credential ...}.", example: "fakepassword" },
  api_key: {
    type: "string",
    secret: true,
    meaning: "Token in place of user and password, or {credential ...}.",
    example: "fakekey",
  },
} as const;

interface Monitor<Options> {
  readonly type: "object";
  readonly default: "off";
  readonly meaning: string;
  readonly example: unknown;
  readonly options: Options;
}

/** Monitors that push a message of one's own wording to somebody. */
export const PUSH_MONITORS: {
  readonly ntfy: Monitor<typeof NTFY & StateOptions<typeof NTFY_STATE>>;
  readonly pushover: Monitor<typeof PUSHOVER & StateOptions<typeof PUSHOVER_STATE>>;
  readonly zabbix: Monitor<typeof ZABBIX & StateOptions<typeof ZABBIX_STATE>>;
} = {
  ntfy: {
    type: "object",
    default: "off",
    meaning: "Notifications by ntfy.",
    example: { topic: "topic" },
    options: { ...NTFY, ...perState(NTFY_STATE) },
  },
  pushover: {
    type: "object",
    default: "off",
    meaning: "Notifications by Pushover.",
    example: { token: "7ms6TXHpTokTou2P6x4SodDeentHRa", user: "hwRwoWsXMBWwgrSecfa9EfPey55WSN" },
    options: { ...PUSHOVER, ...perState(PUSHOVER_STATE) },
  },
  zabbix: {
    type: "object",
    default: "off",
    meaning: "Values of a Zabbix item.",
    example: { itemid: 55105, server: "https://zabbix.example.org/zabbix/api_jsonrpc.php", api_key: "fakekey" },
    options: { ...ZABBIX, ...perState(ZABBIX_STATE) },
  },
};
