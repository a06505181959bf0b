import { randomInt } from "node:crypto";
import type { ChunkerParams } from "@coffer/format/chunker";
import { buzhashTable } from "@coffer/format/chunker";
import type { CompressionSpec, Compressor } from "@coffer/format/compression";
import { getCompressor } from "@coffer/format/compression";
import type { KeySecrets } from "@coffer/format/keys";
import { Key } from "@coffer/format/keys";
import type { Job, JobContext } from "../../threads/index.ts";

/** What a thread needs to know before its first job of a pipeline. Holds secrets: sent once, never logged. */
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
}

/** Unlocks this thread's copy of the key and readies its compressor and chunker. */
export const setup: Job<Setup, void> = (context, message) => {
  const key = new Key(message.secrets);
  const state: ThreadState = {
    key,
    compressor: message.compression === undefined ? undefined : getCompressor(message.compression, uniform),
    compression: message.compression,
    chunker: message.chunker,
    buzhash: buzhashTable(key.chunkSeed),
  };
  context.state.set("pipeline", state);
};

/** Uniform in [0, 1), for obfuscation: not to be guessed from other values. */
function uniform(): number {
  return randomInt(2 ** 48 - 1) / 2 ** 48;
}

/** @throws {Error} If {@link setup} did not run on this thread. */
export function threadState(context: JobContext): ThreadState {
  const state = context.state.get("pipeline");
  if (state === undefined) throw new Error("a job ran before its setup");
  return state as ThreadState;
}
