import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ChunkIndex, RepositoryIndex } from "@coffer/format/hashindex";
import { randomBytesFrom, writeSmallFiles } from "../sources/index.ts";
import { initialize, USUAL } from "./preparations.ts";
import type { Preparation, Scenario } from "./scenario.ts";
import { command, perform } from "./stage.ts";

const CHUNKS = 5_000_000;
const ID_SIZE = 32;
const IDS_AT_ONCE = 100_000;
/** As chunks of large files are. */
const CHUNK_SIZE = 2 ** 21;

/**
 * A repository that seems to hold five million chunks more than it does: its index and the client's have them, its segments do not. Whoever
 * opens it and adds to it works with tables of that size.
 */
const fiveMillionChunks: Preparation = {
  name: "five-million-chunks",
  make: async (stage) => {
    const little = join(stage.folder, "little");
    writeSmallFiles(little, 10, 1024);
    await initialize(stage, USUAL);
    await perform(command(stage, stage.tool.speech.create(stage, "a", USUAL), little));
    const count = Math.round(CHUNKS * stage.scale);
    enlargeRepositoryIndex(stage.repository, count);
    enlargeChunksCache(stage.home, count);
  },
};

/** Opens the repository, creates an archive of ten small files, and writes all tables again. */
export const LARGE_INDEX: Scenario = {
  name: "create-in-5-million",
  preparation: fiveMillionChunks,
  fresh: true,
  borgOnly: true,
  unchecked: "its index names objects that are not there",
  before: ({ folder }) => writeSmallFiles(join(folder, "new"), 10, 1025),
  run: (stage) => [command(stage, stage.tool.speech.create(stage, "b", USUAL), join(stage.folder, "new"))],
};

function enlargeRepositoryIndex(repository: string, count: number): void {
  const name = readdirSync(repository).find((file) => /^index\.\d+$/.test(file));
  if (name === undefined) throw new Error(`${repository} has no index`);
  const small = RepositoryIndex.read(readFileSync(join(repository, name)));
  const large = RepositoryIndex.withUsable(count + small.count);
  for (const { id, segment, offset } of small.entries()) large.set(id, segment, offset);
  forEachInvented(count, (ids, at, index) => large.set(ids, 0, 8 + index * 64, at));
  writeFileSync(join(repository, name), large.bytes());
  // without digests nothing is held against them: a repository of an early Borg has none
  rmSync(join(repository, name.replace("index", "integrity")));
}

function enlargeChunksCache(home: string, count: number): void {
  const folder = onlyCacheBelow(join(home, ".cache/borg"));
  const small = ChunkIndex.read(readFileSync(join(folder, "chunks")));
  const large = ChunkIndex.withUsable(count + small.count);
  large.merge(small);
  forEachInvented(count, (ids, at) => large.set(ids, 1, CHUNK_SIZE, CHUNK_SIZE, at));
  writeFileSync(join(folder, "chunks"), large.bytes());
  const config = join(folder, "config");
  writeFileSync(config, withoutSection(readFileSync(config, "utf8"), "integrity"));
}

function onlyCacheBelow(folder: string): string {
  const id = readdirSync(folder).find((name) => /^[0-9a-f]{64}$/.test(name));
  if (id === undefined) throw new Error(`${folder} holds no cache`);
  return join(folder, id);
}

/** Text of a configuration file without one of its sections. */
export function withoutSection(text: string, section: string): string {
  return text
    .split(/^(?=\[)/m)
    .filter((part) => !part.startsWith(`[${section}]`))
    .join("");
}

/** Visits ids that no content has, the same for every program; the id is `ids` from `at` on. */
function forEachInvented(count: number, visit: (ids: Buffer, at: number, index: number) => void): void {
  for (let first = 0; first < count; first += IDS_AT_ONCE) {
    const many = Math.min(IDS_AT_ONCE, count - first);
    const ids = randomBytesFrom(8_000_000 + first, many * ID_SIZE);
    for (let index = 0; index < many; index += 1) visit(ids, index * ID_SIZE, first + index);
  }
}
