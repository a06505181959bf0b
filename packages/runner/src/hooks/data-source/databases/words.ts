import { splitShell } from "@coffer/cli/text";

/** An option and its value; nothing if there is no value. */
export function option(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined || value === "" ? [] : [name, String(value)];
}

/** A flag; nothing unless it is wanted. */
export function flag(name: string, wanted: boolean | undefined): readonly string[] {
  return wanted === true ? [name] : [];
}

/** The words of an option like `options` or `psql_command`, as a shell would read them. */
export function words(line: string | undefined): readonly string[] {
  return line === undefined ? [] : splitShell(line);
}
