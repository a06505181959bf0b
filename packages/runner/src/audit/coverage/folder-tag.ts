import type { Configuration } from "../../config/index.ts";
import type { Machine } from "../machine/index.ts";

const CACHE_TAG_NAME = "CACHEDIR.TAG";
/** How such a file begins, by the Cache Directory Tagging Standard. */
const CACHE_TAG_BEGIN = "Signature: 8a477f597d28d172789f06886806bc55";

/** The name of the file that marks a folder as one to leave out, if there is one. */
export function folderTag(folder: string, configuration: Configuration, machine: Machine): string | undefined {
  const { exclude_caches = false, exclude_if_present = [] } = configuration;
  if (
    exclude_caches &&
    machine.readText(`${folder}/${CACHE_TAG_NAME}`, CACHE_TAG_BEGIN.length)?.startsWith(CACHE_TAG_BEGIN) === true
  ) {
    return CACHE_TAG_NAME;
  }
  return exclude_if_present.find((name) => machine.realPath(`${folder}/${name}`) !== undefined);
}
