import { ObjectStoreError } from "../object-store-error.ts";
import type { ObjectStoreTrouble } from "../object-store-error.ts";
import { RcloneFailure } from "./rclone-failure.ts";

/** rclone gives the words of fifty services, and no codes: what waiting does not mend is known by its words. */
const TROUBLE_BY_WORDS: readonly (readonly [RegExp, ObjectStoreTrouble])[] = [
  [/\b(?:object|directory|file) not found\b/i, "missing"],
  [/didn't find (?:section|backend)|is a file not a directory|is a directory not a file|not supported/i, "refused"],
  [/no space left|quota|insufficient storage/i, "full"],
  [/permission denied|access ?denied|forbidden|read-only file system/i, "denied"],
  [/unable to authenticate|unauthorized|invalid_grant|invalid[ _](?:access ?key|credentials|token)/i, "credentials"],
];

/** What a request to rclone has failed with, in our words; `words`: the last ones of an rclone that has ended. */
export function rcloneError(error: unknown, location: string, words: string | undefined): unknown {
  if (!(error instanceof Error) || error instanceof ObjectStoreError || error.name === "AbortError") return error;
  if (error instanceof RcloneFailure) {
    const { message: detail, status } = error;
    const known = TROUBLE_BY_WORDS.find(([pattern]) => pattern.test(detail))?.[1];
    const trouble = known ?? (status === 401 || status === 400 ? "refused" : "unreachable");
    return new ObjectStoreError(trouble, location, { detail, isDoubtful: trouble === "unreachable", cause: error });
  }
  if (words !== undefined) {
    return new ObjectStoreError("no-rclone", location, { detail: words, isDoubtful: true, cause: error });
  }
  return new ObjectStoreError("unreachable", location, { detail: error.message, isDoubtful: true, cause: error });
}
