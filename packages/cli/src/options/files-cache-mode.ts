import { ArgumentValueError, type Convert } from "../arguments/index.ts";

const LETTERS: Readonly<Record<string, string>> = {
  ctime: "c",
  mtime: "m",
  size: "s",
  inode: "i",
  rechunk: "r",
  disabled: "d",
};
const MODES = ["cis", "ims", "cs", "ms", "cr", "mr", "d", "s"] as const;

/** What is compared to find files unchanged, as Borg's letters in alphabetical order. */
export type FilesCacheMode = (typeof MODES)[number];

export const filesCacheMode: Convert<FilesCacheMode> = (text) => {
  const letters = new Set<string>();
  for (const word of text.trim().split(",")) {
    const letter = Object.hasOwn(LETTERS, word) ? LETTERS[word] : undefined;
    if (letter === undefined) {
      const words = Object.keys(LETTERS).toSorted().join(",");
      throw new ArgumentValueError(`cache mode must be a comma-separated list of: ${words}`);
    }
    letters.add(letter);
  }
  const short = [...letters].toSorted().join("");
  const mode = MODES.find((one) => one === short);
  if (mode === undefined) throw new ArgumentValueError(`cache mode short must be one of: ${MODES.join(",")}`);
  return mode;
};
