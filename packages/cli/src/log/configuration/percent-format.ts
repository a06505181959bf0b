import { LoggingConfigurationError } from "./configuration-error.ts";

const FIELD = /%(?:%|\((?<name>\w+)\)(?<flags>[-+ #0]*)(?<width>\d*)(?:\.(?<precision>\d+))?(?<type>[sdifrx]))/g;

/** Names that a format asks for. @throws {LoggingConfigurationError} If it is no format. */
export function percentFields(format: string): string[] {
  if (format.replace(FIELD, "").includes("%")) throw new LoggingConfigurationError(`Invalid format '${format}'`);
  return [...format.matchAll(FIELD)].map(({ groups }) => groups?.["name"]).filter((name) => name !== undefined);
}

/** What Python's `format % fields` gives. */
export function formatPercent(format: string, fields: Readonly<Record<string, string | number>>): string {
  return format.replace(FIELD, (whole, ...rest) => {
    if (whole === "%%") return "%";
    const groups = rest.at(-1) as Record<string, string | undefined>;
    return formatField(fields[groups["name"] ?? ""] ?? "", groups);
  });
}

function formatField(value: string | number, groups: Record<string, string | undefined>): string {
  const { flags = "", width = "", precision, type } = groups;
  let text: string;
  if (type === "d" || type === "i")
    text = Math.trunc(Number(value))
      .toString()
      .padStart(Number(precision ?? 0), "0");
  else if (type === "f") text = Number(value).toFixed(Number(precision ?? 6));
  else if (type === "x") text = Math.trunc(Number(value)).toString(16);
  else text = String(value).slice(0, precision === undefined ? undefined : Number(precision));
  if (typeof value === "number" && value >= 0 && flags.includes("+")) text = `+${text}`;
  if (flags.includes("-")) return text.padEnd(Number(width));
  return text.padStart(Number(width), flags.includes("0") && type !== "s" ? "0" : " ");
}
