/** A line from the server's standard error. `fields` is the whole JSON object. */
export type RemoteLine =
  | {
      readonly kind: "log";
      /** Python's name of the level, `INFO`. */
      readonly levelname: string;
      readonly name: string;
      readonly message: string;
      readonly msgid: string | undefined;
      readonly fields: JsonFields;
    }
  | { readonly kind: "progress"; readonly message: string | undefined; readonly fields: JsonFields }
  /** A type of JSON line that nobody knows yet. */
  | { readonly kind: "unknown"; readonly type: string }
  /** As Borg logged before there was JSON; `message` begins with `Remote:`. */
  | { readonly kind: "marked"; readonly levelname: string; readonly name: string | undefined; readonly message: string }
  /** Neither: what some program on the way says. */
  | { readonly kind: "plain" };

type JsonFields = Readonly<Record<string, unknown>>;

/** Reads a line of any Borg. Never fails: what is not understood is plain. */
export function decodeLogLine(line: string): RemoteLine {
  if (line.startsWith("{")) return decodeJson(line);
  if (line.startsWith("$LOG ")) return decodeMarked(line);
  return { kind: "plain" };
}

function decodeJson(line: string): RemoteLine {
  const fields = parseObject(line);
  if (fields === undefined) return { kind: "plain" };
  const type = textField(fields, "type");
  if (type === "log_message") {
    const levelname = textField(fields, "levelname") ?? "";
    const name = textField(fields, "name") ?? "";
    const message = textField(fields, "message") ?? "";
    return { kind: "log", levelname, name, message, msgid: textField(fields, "msgid"), fields };
  }
  if (type === "progress_message" || type === "progress_percent") {
    return { kind: "progress", message: textField(fields, "message"), fields };
  }
  return { kind: "unknown", type: type ?? "" };
}

/** `$LOG LEVEL Remote: TEXT` or `$LOG LEVEL LOGGER Remote: TEXT`. */
function decodeMarked(line: string): RemoteLine {
  const match = /^\$LOG (\S+) (?:(?!Remote:)(\S+) )?(.*?)\s*$/s.exec(line);
  if (match === null) return { kind: "plain" };
  const [, levelname = "", name, message = ""] = match;
  return { kind: "marked", levelname, name, message };
}

function parseObject(line: string): JsonFields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonFields) : undefined;
  } catch {
    return undefined;
  }
}

function textField(fields: JsonFields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}
