import type { Hold, RegionHold, SharedHeap } from "../../threads/index.ts";
import { OrderedQueue } from "../../threads/index.ts";
import type { LargeFile } from "./large-file.ts";
import type { PipelineEntry, Unit } from "./unit.ts";

/** What the read stage has collected for a lane and not sent off yet. */
interface Collected {
  readonly entries: PipelineEntry[];
  /** Of the entries with a source: which of the files of the group it is. */
  readonly files: number[];
}

/**
 * The way of one repository's units from the read stage. Several lanes may share what was read; each has its own order,
 * and one that is closed in the middle leaves nothing behind that the others would wait for.
 */
export class ReadLane {
  /** What workers know it by. */
  readonly index: number;
  readonly units: OrderedQueue<Unit> = new OrderedQueue();
  /** For files that are read once more. */
  readonly spare: SharedHeap;
  readonly #holds = new Set<LaneHold>();
  #collected: Collected = { entries: [], files: [] };
  #large: LargeFile | undefined;
  #isOpen = true;

  constructor(index: number, spare: SharedHeap) {
    this.index = index;
    this.spare = spare;
  }

  /** Whether it still takes what is read. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Adds to the group in the making. @param file Which file of the group it wants the content of. */
  collect(entry: PipelineEntry, file: number | undefined): void {
    this.#collected.entries.push(entry);
    if (file !== undefined) this.#collected.files.push(file);
  }

  /** What was collected; begins anew. */
  takeCollected(): Collected {
    const collected = this.#collected;
    this.#collected = { entries: [], files: [] };
    return collected;
  }

  push(unit: Unit): void {
    if (!this.#isOpen) return;
    if (unit.type === "large") this.#large = unit;
    this.units.push(unit);
  }

  /** The lane's own hold on memory that others may hold as well. */
  share(memory: RegionHold): Hold {
    const hold = new LaneHold(memory, () => this.#holds.delete(hold));
    this.#holds.add(hold);
    return hold;
  }

  /**
   * Takes nothing more, and nobody waits for it any more.
   *
   * @param idle When no worker looks at the lane's memory any more: it is let go then.
   */
  close(idle: Promise<void>): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#large?.settle();
    void idle.then(() => {
      for (const hold of this.#holds) hold.drop();
    });
  }
}

/** Counts a lane's users of some memory. */
class LaneHold implements Hold {
  readonly #memory: RegionHold;
  readonly #onEnd: () => void;
  #users = 1;

  constructor(memory: RegionHold, onEnd: () => void) {
    memory.retain();
    this.#memory = memory;
    this.#onEnd = onEnd;
  }

  retain(): void {
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#end();
  }

  /** Ends it whoever uses it; what they release afterwards is nothing. */
  drop(): void {
    if (this.#users > 0) this.#end();
    this.#users = -Infinity;
  }

  #end(): void {
    this.#onEnd();
    this.#memory.release();
  }
}
