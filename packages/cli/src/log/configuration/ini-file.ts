import { LoggingConfigurationError } from "./configuration-error.ts";

/** Keys of one section, in lower case, with their values. */
export type IniSection = ReadonlyMap<string, string>;

const DEFAULTS = "DEFAULT";

/**
 * Takes a file apart as Python's `configparser` does: `key = value` or `key: value`, values go on in indented lines, `#` and
 * `;` begin comments, what is in `[DEFAULT]` holds for all sections. Values are as they stand, without interpolation.
 *
 * @param path For messages.
 * @throws {LoggingConfigurationError}
 */
export function parseIni(text: string, path: string): ReadonlyMap<string, IniSection> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let key: string | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (content === "" || content.startsWith("#") || content.startsWith(";")) continue;
    if (key !== undefined && section !== undefined && /^\s/.test(line)) {
      section.set(key, `${section.get(key) ?? ""}\n${content}`);
      continue;
    }
    const heading = /^\[(.+)\]/.exec(content)?.[1];
    if (heading !== undefined) {
      section = newSection(sections, heading);
      key = undefined;
      continue;
    }
    if (section === undefined) {
      throw new LoggingConfigurationError(
        `File contains no section headers.\nfile: '${path}', line: ${index + 1}\n'${content}\\n'`,
      );
    }
    const entry = /^(.*?)\s*[=:]\s*(.*)$/s.exec(content);
    if (entry === null) {
      throw new LoggingConfigurationError(
        `Source contains parsing errors: '${path}'\n\t[line ${String(index + 1).padStart(2)}]: '${content}\\n'`,
      );
    }
    key = (entry[1] ?? "").toLowerCase();
    section.set(key, entry[2] ?? "");
  }
  return withDefaults(sections);
}

function newSection(sections: Map<string, Map<string, string>>, name: string): Map<string, string> {
  if (sections.has(name) && name !== DEFAULTS) throw new LoggingConfigurationError(`section '${name}' already exists`);
  const section = sections.get(name) ?? new Map<string, string>();
  sections.set(name, section);
  return section;
}

function withDefaults(sections: ReadonlyMap<string, Map<string, string>>): ReadonlyMap<string, IniSection> {
  const defaults = sections.get(DEFAULTS) ?? new Map<string, string>();
  return new Map([...sections].map(([name, section]) => [name, new Map([...defaults, ...section])]));
}
