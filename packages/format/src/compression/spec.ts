/** What to compress with. Plain data: may go to a worker. */
export type CompressionSpec =
  | { readonly name: "none" | "lz4" }
  | { readonly name: "zstd" | "zlib" | "lzma"; readonly level: number }
  | { readonly name: "auto"; readonly inner: CompressionSpec }
  | { readonly name: "obfuscate"; readonly level: number; readonly inner: CompressionSpec };

const LEVELS = {
  zstd: { min: 1, max: 22, default: 3 },
  zlib: { min: 0, max: 9, default: 6 },
  lzma: { min: 0, max: 9, default: 6 },
} as const;

/** Padmé: the padding hides the size among few others. */
export const PADME_LEVEL = 250;

/**
 * Reads the value of `--compression`, by Borg's rules: what follows `none` and `lz4` is passed over, for instance.
 *
 * @throws {RangeError} With Borg's sentence, if it is no compression that Borg knows.
 * @throws {TypeError} If a level is no whole number: Borg has no sentence of its own for that.
 */
export function parseCompressionSpec(text: string): CompressionSpec {
  const parts = text.split(",");
  const [name = "", ...rest] = parts;
  switch (name) {
    case "none":
    case "lz4":
      return { name };
    case "zstd":
    case "zlib":
    case "lzma":
      return { name, level: parseLevel(name, rest) };
    case "auto":
      check(rest.length === 1 || rest.length === 2, "bad arguments");
      return { name, inner: parseCompressionSpec(rest.join(",")) };
    case "obfuscate":
      check(rest.length >= 2 && rest.length <= 4, "bad arguments");
      return { name, level: parseObfuscation(rest[0] ?? ""), inner: parseCompressionSpec(rest.slice(1).join(",")) };
    default:
      throw new RangeError("unsupported compression type");
  }
}

/** The spec as the option spells it, levels included. */
export function formatCompressionSpec(spec: CompressionSpec): string {
  switch (spec.name) {
    case "none":
    case "lz4":
      return spec.name;
    case "zstd":
    case "zlib":
    case "lzma":
      return `${spec.name},${spec.level}`;
    case "auto":
      return `auto,${formatCompressionSpec(spec.inner)}`;
    case "obfuscate":
      return `obfuscate,${spec.level},${formatCompressionSpec(spec.inner)}`;
  }
}

function parseLevel(name: keyof typeof LEVELS, parts: readonly string[]): number {
  const { min, max, default: standard } = LEVELS[name];
  if (parts.length === 0) return standard;
  check(parts.length === 1, "too many arguments");
  const level = wholeNumber(parts[0] ?? "");
  check(level >= min && level <= max, `level must be >= ${min} and <= ${max}`);
  return level;
}

function parseObfuscation(text: string): number {
  const level = wholeNumber(text);
  const known = (level >= 1 && level <= 6) || (level >= 110 && level <= 123) || level === PADME_LEVEL;
  check(known, "level must be (inclusively) within 1...6, 110...123 or equal to 250");
  return level;
}

function check(condition: boolean, sentence: string): void {
  if (!condition) throw new RangeError(sentence);
}

/** As Python reads it: blanks around, a sign and single underscores between digits are fine. */
function wholeNumber(text: string): number {
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(text)) throw new TypeError(`not a whole number: ${text}`);
  return Number(text.replaceAll("_", ""));
}
