import { wrapText } from "@coffer/cli/text";
import { stringify } from "yaml";
import { OPTION_GROUPS, type ListOption, type ObjectOption, type Option, type OptionTable } from "../schema/index.ts";

const INDENT = "    ";
const WIDTH = 88;

/** Options that are switched on in a sample without a source. */
const ACTIVE: readonly string[] = ["source_directories", "repositories", "keep_daily"];

/** Values of a configuration whose options are to be on. */
export type SampleValues = Readonly<Record<string, unknown>>;

/**
 * A sample configuration with every option: what it means, its default, and an example that is commented out. Taking `# ` away makes it
 * count.
 *
 * @param values Options to be on with these values; a few with examples if there are none.
 */
export function renderSample(values?: SampleValues): string {
  const shown = values ?? examplesOf(ACTIVE);
  const head = comment(
    "Configuration of coffermatic and borgmatic. What begins with # is off: take the sign away to switch it on.",
    "",
  );
  const groups = OPTION_GROUPS.map(({ title, options }) =>
    [`#### ${title} ####`, "", ...renderTable(options, shown, "")].join("\n"),
  );
  return `${[...head, ""].join("\n")}\n${groups.join("\n")}`;
}

/** Each option alone, all of it on, for picking from: text by the name of the option. */
export function renderSplitSample(values: SampleValues = {}): ReadonlyMap<string, string> {
  const all = OPTION_GROUPS.flatMap(({ options }) => Object.entries(options));
  return new Map(
    all.map(([name, option]) => {
      const shown = { [name]: values[name] ?? fullExample(option) };
      return [
        name,
        `${renderTable({ [name]: option }, shown, "")
          .join("\n")
          .trim()}\n`,
      ];
    }),
  );
}

function examplesOf(names: readonly string[]): SampleValues {
  const options = Object.assign({}, ...OPTION_GROUPS.map((group) => group.options)) as OptionTable;
  return Object.fromEntries(names.map((name) => [name, options[name]?.example]));
}

/** Lines for all options of a table, an empty line behind each. */
function renderTable(table: OptionTable, values: SampleValues | undefined, indent: string): readonly string[] {
  return Object.entries(table).flatMap(([name, option]) => [
    ...comment(describe(option), indent),
    ...renderOption(name, option, values?.[name], indent),
    "",
  ]);
}

function renderOption(name: string, option: Option, value: unknown, indent: string): readonly string[] {
  if (option.type === "object" && !isEmptyObject(value) && (value ?? undefined) === asObject(value)) {
    return [
      heading(name, value !== undefined, indent),
      ...below(renderTable(option.options, asObject(value), indent + INDENT)),
    ];
  }
  if (option.type === "list" && option.items.type === "object" && (value === undefined || isObjectList(value))) {
    return [heading(name, value !== undefined, indent), ...renderObjects(option, option.items, value, indent + INDENT)];
  }
  return yamlLines({ [name]: value === undefined ? option.example : value }, value !== undefined, indent);
}

/** Elements of a list; of the example only the first, with all that it may hold. */
function renderObjects(list: ListOption, item: ObjectOption, value: unknown, indent: string): readonly string[] {
  const elements = Array.isArray(value) ? (value as readonly unknown[]) : [undefined];
  const lines = elements.flatMap((element) => renderElement(list, item, asObject(element), indent));
  return below(lines);
}

function renderElement(
  list: ListOption,
  item: ObjectOption,
  element: SampleValues | undefined,
  indent: string,
): readonly string[] {
  // an element begins with an option that is on
  const names = Object.keys(item.options);
  const first = names.find((name) => element?.[name] !== undefined) ?? firstOfExample(list) ?? names[0] ?? "";
  const table = { [first]: item.options[first] as Option, ...item.options };
  const lines = renderTable(table, element, `${indent}  `);
  const at = lines.findIndex((line) => !/^\s*# /.test(line) || line.trimStart().startsWith(`# ${first}:`));
  const dash = (line: string): string => line.replace(/^(\s*)  (# )?(\S)/, "$1$2- $3");
  return lines.map((line, index) => (index === at ? dash(line) : line));
}

function firstOfExample({ example }: ListOption): string | undefined {
  return Array.isArray(example) ? Object.keys((example[0] ?? {}) as object)[0] : undefined;
}

function fullExample(option: Option): unknown {
  if (option.type === "object") {
    return Object.fromEntries(Object.entries(option.options).map(([name, one]) => [name, fullExample(one)]));
  }
  return option.example;
}

function heading(name: string, isOn: boolean, indent: string): string {
  return `${indent}${isOn ? "" : "# "}${name}:`;
}

function yamlLines(value: object, isOn: boolean, indent: string): readonly string[] {
  const text = stringify(value, { indent: INDENT.length, lineWidth: 0 });
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `${indent}${isOn ? "" : "# "}${line}`);
}

function describe(option: Option): string {
  const parts = [option.meaning ?? ""];
  if (option.deprecated !== undefined) parts.push(`Deprecated. ${option.deprecated}`);
  if (option.required === true) parts.push("Required.");
  if ("choices" in option && option.choices !== undefined) parts.push(`One of ${option.choices.join(", ")}.`);
  if (option.default !== undefined) parts.push(`Default: ${option.default}.`);
  return parts.join(" ");
}

function comment(text: string, indent: string): string[] {
  return wrapText(text, WIDTH - indent.length).map((line) => `${indent}# ${line}`);
}

/** Lines without the last empty one. */
function below(lines: readonly string[]): readonly string[] {
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function isObject(value: unknown): value is SampleValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list that can be shown element by element. */
function isObjectList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => isObject(one) && !isEmptyObject(one));
}

/** `{}`, which cannot be told from nothing by its lines. */
function isEmptyObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function asObject(value: unknown): SampleValues | undefined {
  return isObject(value) ? value : undefined;
}
