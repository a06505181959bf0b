import type { BorgError } from "@coffer/format/errors";
import type { Hold } from "../../threads/index.ts";
import { OrderedQueue, RegionHold } from "../../threads/index.ts";
import type { ContentOrigin, ContentSink, WantedChunk } from "../contents/index.ts";
import type { ContentCut, PipelinePool } from "../jobs/index.ts";
import { PIECE_BYTES, PIECES_AHEAD_BYTES, UNITS_AHEAD_MAX } from "./limits.ts";
import type { RewriteEntry } from "./rewrite-entry.ts";
import type { SharedBytes } from "./shared-bytes.ts";
import { shareBytes } from "./shared-bytes.ts";

/** A part of a content, cut anew. The receiver calls {@link taken} when it has retained of `hold` what it needs. */
export interface CutPiece {
  readonly cut: ContentCut;
  /** Where the first chunk lies. */
  readonly address: number;
  /** It is the first chunk of the content. */
  readonly isFirst: boolean;
  readonly hold: Hold;
  taken(): void;
}

/** An entry whose content is being cut; no pieces where nothing of it was fetched. */
export interface CutUnit {
  readonly entry: RewriteEntry;
  readonly pieces: OrderedQueue<Promise<CutPiece>>;
}

/** What a piece leaves for the next one. */
interface Carry {
  readonly address: number;
  readonly size: number;
  /** The content's first chunk is still to come. */
  readonly isFirst: boolean;
  release(): void;
}

export interface RechunkSinkOptions {
  readonly pool: PipelinePool;
  readonly units: OrderedQueue<CutUnit>;
  /** Largest chunk that the chunker makes, bytes. */
  readonly chunkBytesMax: number;
  /** Throws if the work is to end. */
  readonly assertWanted: () => void;
}

/**
 * Brings fetched contents together, piece by piece, and has them cut on workers. Pieces of a content wait for each other, those of
 * different ones do not.
 *
 * Memory for a piece is taken here, in order, so that no later piece has what an earlier one waits for.
 */
export class RechunkSink implements ContentSink<RewriteEntry> {
  readonly #options: RechunkSinkOptions;
  #unit: CutUnit | undefined;
  #parts: SharedBytes[] = [];
  #bytes = 0;
  #carry: Promise<Carry | undefined> = Promise.resolve(undefined);
  #hasCarry = false;
  /** Bytes of pieces that were not taken yet. */
  #ahead = 0;
  #wake: (() => void) | undefined;

  constructor(options: RechunkSinkOptions) {
    this.#options = options;
  }

  begin(entry: RewriteEntry): void | Promise<void> {
    const { assertWanted, units } = this.#options;
    assertWanted();
    this.#unit = { entry, pieces: new OrderedQueue() };
    units.push(this.#unit);
    return units.room(UNITS_AHEAD_MAX);
  }

  async data(_entry: RewriteEntry, bytes: Uint8Array, origin: ContentOrigin): Promise<void> {
    const { assertWanted, pool } = this.#options;
    assertWanted();
    this.#parts.push(await shareBytes(pool, bytes, origin));
    this.#bytes += bytes.length;
    if (this.#bytes >= PIECE_BYTES) await this.#cut(false);
  }

  damaged(_entry: RewriteEntry, _chunk: WantedChunk, error: BorgError): void {
    throw error;
  }

  async end(entry: RewriteEntry): Promise<void> {
    if (entry.chunks.length > 0) await this.#cut(true);
    this.#unit?.pieces.end();
    this.#unit = undefined;
  }

  /** What was collected of a content must not wait in memory that the rest of it needs. */
  async batchEnd(): Promise<void> {
    if (this.#parts.length > 0) await this.#cut(false);
  }

  async #cut(end: boolean): Promise<void> {
    const { pool, chunkBytesMax } = this.#options;
    const { input } = pool;
    if (this.#ahead >= PIECES_AHEAD_BYTES) await new Promise<void>((resolve) => (this.#wake = resolve));
    const region = await input.allocate(Math.max(1, this.#bytes + (this.#hasCarry ? chunkBytesMax : 0)));
    const hold = new RegionHold(region, (freed) => input.free(freed));
    const [parts, before] = [this.#parts, this.#carry];
    [this.#parts, this.#bytes] = [[], 0];

    this.#ahead += region.size;
    const cutting = this.#run(parts, before, hold, end);
    // Whoever awaits it later sees the error; this keeps an early one from ending the process.
    cutting.catch(() => undefined);
    this.#unit?.pieces.push(cutting);
    this.#hasCarry = !end;
    this.#carry = end ? Promise.resolve(undefined) : cutting.then((piece) => carryOf(piece, hold));
    this.#carry.catch(() => undefined);
  }

  async #run(
    parts: readonly SharedBytes[],
    before: Promise<Carry | undefined>,
    hold: RegionHold,
    end: boolean,
  ): Promise<CutPiece> {
    const carry = await before;
    const places = parts.flatMap(({ address, size }) => [address, size]);
    if (carry !== undefined) places.unshift(carry.address, carry.size);
    const { offset } = hold.region;
    // The next piece may want what this one leaves, when the receiver is done with it.
    if (!end) hold.retain();
    const isFirst = carry?.isFirst ?? true;
    const message = { parts: Float64Array.from(places), offset, isFirst, end };
    const cut = await this.#options.pool.pool.run("cutContent", message, true);
    for (const part of parts) part.hold.release();
    carry?.release();
    return { cut, address: offset, isFirst, hold, taken: () => this.#noteTaken(hold) };
  }

  #noteTaken(hold: RegionHold): void {
    this.#ahead -= hold.region.size;
    hold.release();
    if (this.#ahead >= PIECES_AHEAD_BYTES) return;
    this.#wake?.();
    this.#wake = undefined;
  }
}

function carryOf({ cut, address, isFirst }: CutPiece, hold: RegionHold): Carry {
  const covered = cut.sizes.reduce((sum, size) => sum + size, 0);
  return {
    address: address + covered,
    size: cut.carrySize,
    isFirst: isFirst && cut.sizes.length === 0,
    release: () => hold.release(),
  };
}
