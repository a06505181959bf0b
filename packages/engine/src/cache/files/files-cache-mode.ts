/**
 * How a file is compared with what the files cache knows of it: letters as Borg has them. `c` ctime, `m` mtime, `s` size,
 * `i` inode; `r` forgets and reads every file again, `d` has no files cache at all.
 */
export type FilesCacheMode = string;

/** Borg's default for `create`. */
export const FILES_CACHE_MODE_DEFAULT: FilesCacheMode = "cis";
export const FILES_CACHE_MODE_DISABLED: FilesCacheMode = "d";

const LETTERS: ReadonlyMap<string, string> = new Map([
  ["ctime", "c"],
  ["mtime", "m"],
  ["size", "s"],
  ["inode", "i"],
  ["rechunk", "r"],
  ["disabled", "d"],
]);

/** Combinations that make sense, letters sorted. */
const MODES: ReadonlySet<string> = new Set(["cis", "ims", "cs", "ms", "cr", "mr", "d", "s"]);

/**
 * The argument of `--files-cache`, e.g. `ctime,size,inode`.
 * @throws {RangeError} With Borg's words, if a word or the combination is unknown.
 */
export function parseFilesCacheMode(text: string): FilesCacheMode {
  const letters = text.split(",").map((word) => {
    const letter = LETTERS.get(word);
    if (letter === undefined) throw new RangeError("cache mode must be a comma-separated list of: " + WORDS);
    return letter;
  });
  const mode = letters.sort().join("");
  if (!MODES.has(mode)) throw new RangeError(`cache mode short must be one of: ${[...MODES].join(",")}`);
  return mode;
}

const WORDS = [...LETTERS.keys()].sort().join(",");
