import { instantiateKernels, type KernelFunctions } from "./module.ts";
import { alignUp } from "./scratch.ts";

const PAGE_SIZE = 65536;
/** 1 GiB: enough for a source of 128 MiB. */
const PAGES_MAX = 16384;
/** A memory that has grown past this is given back after the call. */
const KEPT_SIZE_MAX = 64 * 1024 * 1024;

/**
 * LZMA has a memory of its own, since its tables are many times larger than what it works on: about six times the size of the source, which
 * no worker needs to keep ready.
 */
interface Workspace {
  readonly memory: WebAssembly.Memory;
  readonly functions: KernelFunctions;
}

let kept: Workspace | undefined;

/** Calls `work` with a workspace in which at least `size` bytes are there. */
function withWorkspace<T>(size: (functions: KernelFunctions) => number, work: (workspace: Workspace) => T): T {
  const workspace = (kept ??= newWorkspace());
  const missing = size(workspace.functions) - workspace.memory.buffer.byteLength;
  if (missing > 0) workspace.memory.grow(Math.ceil(missing / PAGE_SIZE));
  const result = work(workspace);
  if (workspace.memory.buffer.byteLength > KEPT_SIZE_MAX) kept = undefined;
  return result;
}

function newWorkspace(): Workspace {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: PAGES_MAX });
  return { memory, functions: instantiateKernels(memory) };
}

/**
 * `data` as a row of LZMA2 chunks with the one that ends it, a new array.
 *
 * @param level 0 to 9, as xz's presets: the dictionary is theirs, the effort similar.
 * @throws {RangeError} If `data` is larger than memory allows, some 100 MiB.
 */
export function lzma2Compress(data: Uint8Array, level: number): Uint8Array {
  const place = (functions: KernelFunctions): { target: number; scratch: number; end: number } => {
    const target = alignUp(data.length);
    const scratch = alignUp(target + functions.lzma2EncodeBound(data.length));
    return { target, scratch, end: scratch + functions.lzma2EncodeScratchSize(data.length) };
  };
  return withWorkspace(
    (functions) => place(functions).end,
    ({ memory, functions }) => {
      const { target, scratch } = place(functions);
      const bytes = new Uint8Array(memory.buffer);
      bytes.set(data);
      const size = functions.lzma2Encode(0, data.length, target, level, scratch);
      return bytes.slice(target, target + size);
    },
  );
}

/**
 * Decompresses LZMA2 chunks up to the one that ends them.
 *
 * @returns Counts of bytes read and written; undefined if `source` is malformed or holds more than `target` has room for.
 * @throws {RangeError} If both together are larger than memory allows, 1 GiB.
 */
export function lzma2DecompressInto(
  source: Uint8Array,
  target: Uint8Array,
): { read: number; written: number } | undefined {
  // The decoder takes address 0 for "no dictionary yet": nothing of the target may lie there.
  const scratch = 0;
  const place = (functions: KernelFunctions): number => alignUp(functions.lzma2DecodeScratchSize());
  return withWorkspace(
    (functions) => alignUp(place(functions) + source.length) + target.length,
    ({ memory, functions }) => {
      const from = place(functions);
      const to = alignUp(from + source.length);
      const bytes = new Uint8Array(memory.buffer);
      bytes.set(source, from);
      const written = functions.lzma2Decode(from, source.length, to, target.length, scratch);
      if (written < 0) return undefined;
      target.set(bytes.subarray(to, to + written));
      return { read: new DataView(memory.buffer).getUint32(scratch, true), written };
    },
  );
}
