import { LoggingConfigurationError } from "./configuration-error.ts";

/** A name with dots, such as `sys.stderr`. */
export class DottedName {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

export type PythonValue =
  | null
  | boolean
  | number
  | string
  | DottedName
  | readonly PythonValue[]
  | ReadonlyMap<PythonValue, PythonValue>;

const TOKEN =
  /\s*(?:(?<text>[rRuU]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))|(?<number>-?\d+(?:\.\d+)?)|(?<name>[A-Za-z_][\w.]*)|(?<mark>[()[\]{},:=]))/sy;

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"' };

/**
 * Reads a value as Python source has it: literals, and names with dots. Nothing is executed.
 *
 * @throws {LoggingConfigurationError} At anything else.
 */
export function parsePythonValue(source: string): PythonValue {
  const parser = new PythonParser(source);
  return parser.whole();
}

class PythonParser {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  whole(): PythonValue {
    const values = this.#sequence("");
    const [first] = values.items;
    return values.items.length === 1 && !values.hasComma && first !== undefined ? first : values.items;
  }

  #fail(): never {
    throw new LoggingConfigurationError(`cannot be understood: ${this.#source}`);
  }

  #next(): { readonly kind: string; readonly text: string } | undefined {
    if (this.#source.slice(this.#at).trim() === "") return undefined;
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#source);
    if (match === null) this.#fail();
    this.#at = TOKEN.lastIndex;
    const [kind, text] = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) ?? this.#fail();
    return { kind, text: text ?? "" };
  }

  /** Values up to `end`, which is taken too. */
  #sequence(end: string): { readonly items: PythonValue[]; readonly hasComma: boolean } {
    const items: PythonValue[] = [];
    let hasComma = false;
    let expectsValue = true;
    for (let token = this.#next(); ; token = this.#next()) {
      if ((token?.text ?? "") === end) return { items, hasComma };
      if (token === undefined) this.#fail();
      if (token.text === "," && token.kind === "mark") {
        if (expectsValue) this.#fail();
        hasComma = true;
        expectsValue = true;
        continue;
      }
      if (!expectsValue) this.#fail();
      items.push(this.#value(token));
      expectsValue = false;
    }
  }

  #value({ kind, text }: { readonly kind: string; readonly text: string }): PythonValue {
    if (kind === "number") return Number(text);
    if (kind === "text") return unquoted(text);
    if (kind === "name") return named(text);
    if (text === "(") {
      const { items, hasComma } = this.#sequence(")");
      return items.length === 1 && !hasComma ? (items[0] ?? null) : items;
    }
    if (text === "[") return this.#sequence("]").items;
    if (text === "{") return this.#dictionary();
    return this.#fail();
  }

  #dictionary(): ReadonlyMap<PythonValue, PythonValue> {
    const entries = new Map<PythonValue, PythonValue>();
    for (let token = this.#next(); token?.text !== "}"; token = this.#next()) {
      if (token === undefined) this.#fail();
      const key = this.#value(token);
      if (this.#next()?.text !== ":") this.#fail();
      entries.set(key, this.#value(this.#next() ?? this.#fail()));
      const after = this.#next();
      if (after?.text === "}") break;
      if (after?.text !== ",") this.#fail();
    }
    return entries;
  }
}

function named(text: string): PythonValue {
  if (text === "None") return null;
  if (text === "True") return true;
  return text === "False" ? false : new DottedName(text);
}

function unquoted(text: string): string {
  const isRaw = /^[rR]/.test(text);
  const inner = text.replace(/^[rRuU]/, "").slice(1, -1);
  return isRaw ? inner : inner.replace(/\\(.)/gs, (whole, letter: string) => SIMPLE_ESCAPES[letter] ?? whole);
}
