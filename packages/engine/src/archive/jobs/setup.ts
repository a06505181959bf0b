import { randomInt } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ChunkerParams } from "@coffer/format/chunker";
import { buzhashTable } from "@coffer/format/chunker";
import type { CompressionSpec, Compressor } from "@coffer/format/compression";
import { getCompressor } from "@coffer/format/compression";
import type { KeySecrets } from "@coffer/format/keys";
import { Key } from "@coffer/format/keys";
import { equalBytes } from "@coffer/format/bytes";
import type { Job, JobContext } from "../../threads/index.ts";

/** What a thread needs to know of a repository before its first job. Holds secrets: sent once, never logged. */
export interface Setup {
  readonly secrets: KeySecrets;
  /** For pipelines that write. */
  readonly compression?: CompressionSpec;
  readonly chunker?: ChunkerParams;
}

export interface ThreadState {
  readonly key: Key;
  readonly compressor: Compressor | undefined;
  /** What the compressor was made from. */
  readonly compression: CompressionSpec | undefined;
  readonly chunker: ChunkerParams | undefined;
  readonly buzhash: Uint32Array;
  /** The first lane that cuts the same bytes into the same chunks. */
  readonly cutsLike: number;
  /** The first lane that, besides, gives them the same ids. */
  readonly namesLike: number;
}

/** Unlocks this thread's copy of each key and readies compressor and chunker: one *lane* for each repository. */
export const setup: Job<readonly Setup[], void> = (context, lanes) => {
  const states: ThreadState[] = [];
  for (const lane of lanes) states.push(stateOf(lane, states));
  context.state.set("pipeline", states);
};

function stateOf({ secrets, compression, chunker }: Setup, before: readonly ThreadState[]): ThreadState {
  const key = new Key(secrets);
  const own = before.length;
  const cutsLike = before.findIndex(
    (other) => other.key.chunkSeed === key.chunkSeed && isDeepStrictEqual(other.chunker, chunker),
  );
  const namesLike = before.findIndex((other) => other.cutsLike === cutsLike && makesSameIds(other.key, key));
  return {
    key,
    compressor: compression === undefined ? undefined : getCompressor(compression, uniform),
    compression,
    chunker,
    buzhash: buzhashTable(key.chunkSeed),
    cutsLike: cutsLike < 0 ? own : cutsLike,
    namesLike: namesLike < 0 ? own : namesLike,
  };
}

function makesSameIds(left: Key, right: Key): boolean {
  return left.keyType.hash === right.keyType.hash && equalBytes(left.secrets.id_key, right.secrets.id_key);
}

/** Uniform in [0, 1), for obfuscation: not to be guessed from other values. */
function uniform(): number {
  return randomInt(2 ** 48 - 1) / 2 ** 48;
}

/** @throws {Error} If {@link setup} did not run on this thread. */
export function threadState(context: JobContext, lane: number = 0): ThreadState {
  const state = (context.state.get("pipeline") as readonly ThreadState[] | undefined)?.[lane];
  if (state === undefined) throw new Error("a job ran before its setup");
  return state;
}
