import type { Repository } from "../../repository/index.ts";
import { LIST_MAX } from "./limits.ts";
import { ObjectTable } from "./object-table.ts";

/** The ids of all objects. */
export async function takeCensus(repository: Repository): Promise<ObjectTable> {
  const objects = new ObjectTable(await repository.size());
  let marker: Uint8Array | undefined;
  for (;;) {
    const ids = await repository.list(LIST_MAX, marker);
    if (ids.length === 0) return objects;
    for (const id of ids) objects.add(id);
    marker = ids.at(-1);
  }
}
