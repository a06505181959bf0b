import type { Item, ItemChunk } from "@coffer/format/archive";
import type { PatternMatcher, PatternRule } from "@coffer/format/patterns";
import { createPattern } from "@coffer/format/patterns";
import type { LoadedArchive } from "../../cache/index.ts";
import { isRegular } from "../../platform/index.ts";
import type { Session } from "../../session/index.ts";
import { CACHE_TAG_CONTENTS, CACHE_TAG_NAME } from "../source/index.ts";

/** Which folders of an archive are left out for what they hold. */
export interface ArchiveTagRules {
  /** Those with a CACHEDIR.TAG that is one. */
  readonly excludeCaches: boolean;
  /** Those with something of one of these names. */
  readonly excludeIfPresent: readonly string[];
  /** Take the folder and its tag over, and leave out the rest. */
  readonly keepExcludeTags: boolean;
}

/**
 * Finds the folders of an archive that are tagged, and adds patterns that leave them out to `matcher`: behind all others, as Borg
 * does, so that what a PATH includes stays in.
 *
 * @throws As `readItems`; what the tags hold is read, too.
 */
export async function addTaggedFolders(
  session: Session,
  archive: LoadedArchive,
  matcher: PatternMatcher,
  rules: ArchiveTagRules,
): Promise<void> {
  const linked = rules.excludeCaches ? await findLinkedTags(archive) : new Map<string, ItemChunk[]>();
  const tags: PatternRule[] = [];
  const folders: PatternRule[] = [];
  for await (const item of wholeItems(archive)) {
    if (linked.has(item.path)) linked.set(item.path, copyChunks(item));
    const [folder, name] = splitPath(item.path);
    if (name !== CACHE_TAG_NAME && !matcher.match(item.path)) continue;
    const isTag = rules.excludeIfPresent.includes(name) || (await isCacheTag(session, rules, item, name, linked));
    if (!isTag) continue;
    if (rules.keepExcludeTags) {
      tags.push({ action: "include", pattern: createPattern("pp", item.path, false) });
      folders.push({ action: "exclude-no-recurse", pattern: createPattern("fm", `${folder}/`, false) });
    } else folders.push({ action: "exclude-no-recurse", pattern: createPattern("pp", folder, false) });
  }
  matcher.addRules([...tags, ...folders]);
}

/** Paths of the files that a CACHEDIR.TAG is a hard link to; what they hold is found in the next pass. */
async function findLinkedTags(archive: LoadedArchive): Promise<Map<string, ItemChunk[]>> {
  const linked = new Map<string, ItemChunk[]>();
  for await (const { path, mode, chunks, source } of wholeItems(archive)) {
    if (splitPath(path)[1] !== CACHE_TAG_NAME || !isRegular(mode)) continue;
    if (chunks === undefined && source !== undefined) linked.set(source, []);
  }
  return linked;
}

async function* wholeItems(archive: LoadedArchive): AsyncGenerator<Item, void, undefined> {
  for await (const items of archive.itemBatches()) yield* items.filter((item) => item.part === undefined);
}

async function isCacheTag(
  session: Session,
  rules: ArchiveTagRules,
  item: Item,
  name: string,
  linked: ReadonlyMap<string, ItemChunk[]>,
): Promise<boolean> {
  if (!rules.excludeCaches || name !== CACHE_TAG_NAME || !isRegular(item.mode)) return false;
  let head = Buffer.alloc(0);
  for await (const { plaintext } of session.readObjects(item.chunks ?? linked.get(item.source ?? "") ?? [])) {
    head = Buffer.concat([head, plaintext.subarray(0, CACHE_TAG_CONTENTS.length)]);
    if (head.length >= CACHE_TAG_CONTENTS.length) break;
  }
  return head.subarray(0, CACHE_TAG_CONTENTS.length).equals(CACHE_TAG_CONTENTS);
}

/** Folder and name, without the slash between them. */
function splitPath(path: string): [string, string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
}

function copyChunks({ chunks = [] }: Item): ItemChunk[] {
  return chunks.map(({ id, size, csize }) => ({ id: id.slice(), size, csize }));
}
