/** A file that Python's configparser would refuse. */
export class IniError extends Error {
  /** Counted from 1; 0 where the file as a whole is meant. */
  readonly line: number;

  constructor(message: string, line = 0) {
    super(line > 0 ? `${message} (line ${line})` : message);
    this.name = "IniError";
    this.line = line;
  }
}

/** Longest INI text that is read, in UTF-16 units; a `config` with a key has some 1000. */
export const INI_LENGTH_MAX: number = 1 << 20;

const DEFAULT_SECTION = "DEFAULT";

/**
 * The INI dialect of Borg's `config` files, as Python's configparser reads and writes it without interpolation.
 *
 * Sections and options keep their order; option names are lower case, however written. Options of a section `DEFAULT` show
 * through in every other. Values may span lines, joined with `\n`.
 *
 * @see docs/formats/repository.md, "INI".
 */
export class IniDocument {
  readonly #sections = new Map<string, Map<string, string>>();
  readonly #defaults = new Map<string, string>();

  /** @throws {IniError} Where configparser would refuse `text`. */
  static parse(text: string): IniDocument {
    const document = new IniDocument();
    new IniReader(document).read(text);
    return document;
  }

  /** Names of all sections but the default one, in order. */
  get sections(): string[] {
    return [...this.#sections.keys()];
  }

  hasSection(section: string): boolean {
    return this.#sections.has(section);
  }

  /** Adds an empty section; one that exists is left as it is. */
  addSection(section: string): void {
    if (section !== DEFAULT_SECTION && !this.#sections.has(section)) this.#sections.set(section, new Map());
  }

  get(section: string, option: string): string | undefined {
    const name = option.toLowerCase();
    return this.#sections.get(section)?.get(name) ?? (this.hasSection(section) ? this.#defaults.get(name) : undefined);
  }

  /** Options of `section` without the defaults, in order. */
  options(section: string): string[] {
    return [...(this.#optionsOf(section)?.keys() ?? [])];
  }

  /** Sets an option; a new one comes last in its section, a new section last in the file. */
  set(section: string, option: string, value: string): void {
    this.addSection(section);
    this.#optionsOf(section)?.set(option.toLowerCase(), value);
  }

  /** @returns Whether the option was there. */
  remove(section: string, option: string): boolean {
    return this.#optionsOf(section)?.delete(option.toLowerCase()) ?? false;
  }

  /** The file's text: `name = value`, continuation lines behind a TAB, a blank line after each section. */
  toString(): string {
    let text = this.#defaults.size > 0 ? sectionText(DEFAULT_SECTION, this.#defaults) : "";
    for (const [name, options] of this.#sections) text += sectionText(name, options);
    return text;
  }

  #optionsOf(section: string): Map<string, string> | undefined {
    return section === DEFAULT_SECTION ? this.#defaults : this.#sections.get(section);
  }
}

function sectionText(name: string, options: Map<string, string>): string {
  let text = `[${name}]\n`;
  for (const [option, value] of options) text += `${option} = ${value.replaceAll("\n", "\n\t")}\n`;
  return `${text}\n`;
}

/** Reads line by line; a value is held back until the next option shows where it ends. */
class IniReader {
  readonly #document: IniDocument;
  readonly #seen = new Set<string>();
  #section: string | undefined;
  #option: string | undefined;
  #valueLines: string[] = [];
  /** Indentation of the line that began the option; a deeper one continues its value. */
  #indent = 0;

  constructor(document: IniDocument) {
    this.#document = document;
  }

  read(text: string): void {
    if (text.length > INI_LENGTH_MAX) throw new IniError(`longer than ${INI_LENGTH_MAX} characters`);
    const lines = text.split(/\r\n|\n|\r/);
    for (const [index, line] of lines.entries()) this.#readLine(line, index + 1);
    this.#finishOption();
  }

  #readLine(line: string, number: number): void {
    const content = line.trim();
    if (content.startsWith("#") || content.startsWith(";")) return;
    if (content === "") {
      if (this.#option !== undefined) this.#valueLines.push("");
      return;
    }
    const indent = line.length - line.trimStart().length;
    if (this.#option !== undefined && indent > this.#indent) {
      this.#valueLines.push(content);
      return;
    }
    this.#finishOption();
    this.#indent = indent;
    const heading = /^\[(.+)\]/.exec(content)?.[1];
    if (heading === undefined) this.#beginOption(content, number);
    else this.#beginSection(heading, number);
  }

  #beginSection(name: string, number: number): void {
    if (this.#document.hasSection(name)) throw new IniError(`section ${name} stands twice`, number);
    this.#document.addSection(name);
    this.#section = name;
  }

  #beginOption(content: string, number: number): void {
    const section = this.#section;
    if (section === undefined) throw new IniError("an option before the first section", number);
    const delimiter = content.search(/[=:]/);
    const option = content.slice(0, Math.max(delimiter, 0)).trimEnd().toLowerCase();
    if (option === "") throw new IniError("a line that is no option", number);
    const seenAs = `${section}\n${option}`;
    if (this.#seen.has(seenAs)) throw new IniError(`option ${option} stands twice`, number);
    this.#seen.add(seenAs);
    this.#option = option;
    this.#valueLines = [content.slice(delimiter + 1).trim()];
  }

  #finishOption(): void {
    if (this.#option === undefined || this.#section === undefined) return;
    this.#document.set(this.#section, this.#option, this.#valueLines.join("\n").trimEnd());
    this.#option = undefined;
  }
}
