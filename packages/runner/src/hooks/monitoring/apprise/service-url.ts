/** An Apprise URL taken apart. These are no web addresses: `#` is a letter like any other, the host may be a token. */
export interface ServiceUrl {
  /** In small letters, with the `s` of the encrypted form. */
  readonly scheme: string;
  readonly user?: string;
  readonly password?: string;
  readonly host: string;
  readonly port?: number;
  /** What stands between the slashes after the host, empty pieces left out. */
  readonly path: readonly string[];
  /** Settings after the question mark. Signs in front (`+` headers, `-` query, `:` fields) belong to the name. */
  readonly settings: ReadonlyMap<string, string>;
}

const SHAPE = /^([a-z][a-z0-9_]*):\/\/(?:([^/?]*)@)?([^/?@]*)(\/[^?]*)?(?:\?(.*))?$/i;

/** @throws {Error} If `text` is no such URL; the message does not repeat it, for it may hold secrets. */
export function parseServiceUrl(text: string): ServiceUrl {
  const [, scheme, credentials, place = "", path = "", query = ""] = SHAPE.exec(text) ?? [];
  if (scheme === undefined) throw new Error("The URL must be like scheme://host/path");
  const [, host = "", port] = /^(.*?)(?::(\d+))?$/.exec(place) ?? [];
  const [, user, password] = /^([^:]*)(?::(.*))?$/s.exec(credentials ?? "") ?? [];
  return {
    scheme: scheme.toLowerCase(),
    ...(user === undefined || user === "" ? {} : { user: decode(user) }),
    ...(password === undefined ? {} : { password: decode(password) }),
    host: decode(host),
    ...(port === undefined ? {} : { port: Number(port) }),
    path: path
      .split("/")
      .filter((piece) => piece !== "")
      .map(decode),
    settings: new Map(query.split("&").filter(Boolean).map(parseSetting)),
  };
}

/** Where requests go: `https` for a scheme with an `s` at its end, credentials and port as given. */
export function httpOrigin({ scheme, host, port }: ServiceUrl): string {
  return `${scheme.endsWith("s") ? "https" : "http"}://${host}${port === undefined ? "" : `:${port}`}`;
}

/** Settings whose name begins with `sign`, without it. */
export function settingsWith(url: ServiceUrl, sign: "+" | "-" | ":"): [string, string][] {
  return [...url.settings].filter(([name]) => name.startsWith(sign)).map(([name, value]) => [name.slice(1), value]);
}

/** A sign in front of a name is no blank, though it is a plus. */
function parseSetting(text: string): [string, string] {
  const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
  return [name.slice(0, 1) + decode(name.slice(1)), decode(value.replaceAll("+", " "))];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
