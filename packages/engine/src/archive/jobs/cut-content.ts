import type { Job, JobContext } from "../../threads/index.ts";
import type { Cuts } from "./cut-chunks.ts";
import { cutChunks } from "./cut-chunks.ts";
import { joinIds } from "./read-files.ts";
import { threadState } from "./setup.ts";

/** Content that lies scattered over shared memory, to be cut anew. */
export interface CutContent {
  /** Address and size of each part, in order. */
  readonly parts: Float64Array;
  /** Where to bring them together: room for all of them. */
  readonly offset: number;
  /** The content begins here: the fixed chunker cuts its header first. */
  readonly isFirst: boolean;
  /** The content ends here. */
  readonly end: boolean;
}

export interface ContentCut {
  /** Sizes of the chunks; they lie at `offset` one after another. */
  readonly sizes: readonly number[];
  readonly ids: Uint8Array;
  /** Bytes behind them that no chunk covers yet: they begin the next piece. */
  readonly carrySize: number;
}

/** Brings the parts together, cuts what can be cut, and names the chunks. */
export const cutContent: Job<CutContent, ContentCut> = (context, message) => {
  const { key } = threadState(context);
  const { buffer } = context.memory;
  let size = 0;
  for (let index = 0; index < message.parts.length; index += 2) {
    const part = new Uint8Array(buffer, message.parts[index], message.parts[index + 1]);
    context.kernels.copy(part, new Uint8Array(buffer, message.offset + size, part.length));
    size += part.length;
  }
  const data = new Uint8Array(buffer, message.offset, size);
  const { sizes, covered } = message.isFirst
    ? cutBeginning(context, data, message.end)
    : cutChunks(context, data, message.end);
  let offset = 0;
  const ids = sizes.map((length) => {
    offset += length;
    return key.idHash(data.subarray(offset - length, offset));
  });
  return { sizes, ids: joinIds(ids), carrySize: size - covered };
};

function cutBeginning(context: JobContext, data: Uint8Array, end: boolean): Cuts {
  const { chunker } = threadState(context);
  const header = chunker?.algorithm === "fixed" ? chunker.headerSize : 0;
  if (header === 0) return cutChunks(context, data, end);
  if (data.length < header && !end) return { sizes: [], covered: 0 };
  const size = Math.min(header, data.length);
  const rest = cutChunks(context, data.subarray(size), end);
  return { sizes: size === 0 ? rest.sizes : [size, ...rest.sizes], covered: size + rest.covered };
}
