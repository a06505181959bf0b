import { quoteShell } from "@coffer/cli/text";

/** Names that a command may hand on to Borg, which fills them in itself. */
const BORG_PLACEHOLDERS: ReadonlySet<string> = new Set([
  "hostname",
  "fqdn",
  "reverse-fqdn",
  "now",
  "utcnow",
  "unixtime",
  "user",
  "pid",
  "borgversion",
  "borgmajor",
  "borgminor",
  "borgpatch",
]);

/**
 * Puts the values of `variables` where `command` has `{name}`, each quoted as one word of a shell. `\{name\}` stays as `{name}`.
 *
 * @param onUnknown Told of each name that is neither a variable nor a placeholder of Borg; it stays as it is.
 */
export function fillInVariables(
  command: string,
  variables: Readonly<Record<string, string | undefined>>,
  onUnknown: (name: string) => void,
): string {
  return command.replace(/(\\?)\{(\w+)(\\?)\}/g, (text, before: string, name: string, after: string) => {
    if (before !== "" && after !== "") return `{${name}}`;
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value !== undefined) return before + quoteShell(value);
    if (!BORG_PLACEHOLDERS.has(name)) onUnknown(name);
    return text;
  });
}
