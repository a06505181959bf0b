import type { JobContext } from "../../threads/index.ts";
import { cutChunks } from "./cut-chunks.ts";
import type { Cuts } from "./cut-chunks.ts";
import { threadState } from "./setup.ts";

/** The chunks of some content, for one lane. */
export interface NamedChunks extends Cuts {
  /** Of each chunk, in order. */
  readonly ids: readonly Uint8Array[];
}

/**
 * Cuts content and names its chunks, for each of the lanes. What comes out the same for several is done once.
 *
 * @param dataOf The content for `lanes[index]`. It is the same for lanes that cut alike.
 * @param endOfInput Whether the input ends with the data; then everything is covered.
 */
export function nameChunks(
  context: JobContext,
  lanes: readonly number[],
  dataOf: (index: number) => Uint8Array,
  endOfInput: boolean,
): NamedChunks[] {
  const states = lanes.map((lane) => threadState(context, lane));
  const named: NamedChunks[] = [];
  states.forEach(({ key, cutsLike, namesLike }, index) => {
    const twin = states.findIndex((other) => other.namesLike === namesLike);
    if (twin < index) {
      named.push(named[twin] as NamedChunks);
      return;
    }
    const data = dataOf(index);
    const cousin = states.findIndex((other) => other.cutsLike === cutsLike);
    const { sizes, covered } = named[cousin] ?? cutChunks(context, data, endOfInput, lanes[index]);
    let offset = 0;
    const ids = sizes.map((size) => {
      offset += size;
      return key.idHash(data.subarray(offset - size, offset));
    });
    named.push({ sizes, covered, ids });
  });
  return named;
}
