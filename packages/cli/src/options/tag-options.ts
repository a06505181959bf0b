import { type ParametersOf, flag, inGroup, list, text } from "../arguments/index.ts";
import { EXCLUSION } from "./pattern-options.ts";

export interface TagValues {
  readonly excludeCaches: boolean;
  readonly excludeIfPresent: readonly string[];
  readonly keepExcludeTags: boolean;
}

/** Folders that are left out for what they hold. */
export const tagOptions: ParametersOf<TagValues> = inGroup(EXCLUSION, {
  excludeCaches: flag(
    ["--exclude-caches"],
    "leave out folders that hold a CACHEDIR.TAG file (https://bford.info/cachedir/)",
  ),
  excludeIfPresent: list(["--exclude-if-present"], "NAME", "leave out folders that hold something called NAME", text),
  keepExcludeTags: flag(
    ["--keep-exclude-tags"],
    "keep the folder and its tag where ``--exclude-caches`` or ``--exclude-if-present`` leaves out the rest",
  ),
});
