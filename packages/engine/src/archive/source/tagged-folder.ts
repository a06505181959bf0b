import { readSync } from "node:fs";
import { textToBytes } from "@coffer/format/bytes";
import { cString, OSError, platform } from "../../platform/index.ts";
import type { Directory } from "../../platform/index.ts";

export const CACHE_TAG_NAME = "CACHEDIR.TAG";
const CACHE_TAG = cString(Buffer.from(CACHE_TAG_NAME));
/** How such a file begins. */
export const CACHE_TAG_CONTENTS: Buffer = Buffer.from("Signature: 8a477f597d28d172789f06886806bc55");

/** Why a folder may be left out. */
export interface TagRules {
  readonly excludeCaches: boolean;
  /** Names (or paths inside the folder) whose presence marks it. */
  readonly excludeIfPresent: readonly string[];
}

/** Names of the tags that mark this folder, in Borg's order; empty: it is not marked. */
export function folderTags(dir: Directory, rules: TagRules): string[] {
  const tags = rules.excludeIfPresent.filter((tag) => exists(dir, tag));
  return rules.excludeCaches && isCacheFolder(dir) ? [CACHE_TAG_NAME, ...tags] : tags;
}

function exists(dir: Directory, tag: string): boolean {
  return withoutTrouble(() => platform().statFollowing(dir, cString(textToBytes(tag))) !== undefined);
}

/** By the Cache Directory Tagging Standard: the tag is a file that begins with the signature. */
function isCacheFolder(dir: Directory): boolean {
  return withoutTrouble(() => {
    const fd = platform().openFile(dir, CACHE_TAG, { follow: true, noatime: false });
    try {
      const head = Buffer.alloc(CACHE_TAG_CONTENTS.length);
      return readSync(fd, head) === head.length && head.equals(CACHE_TAG_CONTENTS);
    } finally {
      platform().close(fd);
    }
  });
}

/** A tag that cannot be looked at is no tag. */
function withoutTrouble(look: () => boolean): boolean {
  try {
    return look();
  } catch (error) {
    if (error instanceof OSError || (error as NodeJS.ErrnoException).errno !== undefined) return false;
    throw error;
  }
}
