import { ChunkIndex } from "@coffer/format/hashindex";
import type { Repository } from "../../repository/index.ts";
import { LIST_MAX } from "./limits.ts";

/** Room for chunks that a repair adds. */
const HEADROOM = 1.1;

/** An index of all objects, none of which anybody refers to yet. Takes about 60 bytes an object. */
export async function takeCensus(repository: Repository): Promise<ChunkIndex> {
  const chunks = ChunkIndex.withUsable((await repository.size()) * HEADROOM);
  let marker: Uint8Array | undefined;
  for (;;) {
    const ids = await repository.list(LIST_MAX, marker);
    if (ids.length === 0) return chunks;
    for (const id of ids) chunks.set(id, 0, 0, 0);
    marker = ids.at(-1);
  }
}
