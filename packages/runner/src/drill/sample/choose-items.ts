import { type RepositoryTarget, listArchive } from "@coffer/engine/commands";
import type { EngineContext } from "@coffer/engine/context";
import { type Item, isHardlinkSlave, parseTimestamp } from "@coffer/format/archive";
import { seededRandom } from "../../system/index.ts";
import { groupOf } from "./source-groups.ts";
import { WeightedSample } from "./weighted-sample.ts";

const S_IFMT = 0o170000;
const S_IFREG = 0o100000;
const S_IFDIR = 0o040000;
const BLOCK_SIZE = 4096;
const YEAR_NS = 365 * 86_400 * 1e9;
/** Where dumps lie, in archives of Borg 1.4 and of older ones. */
const DUMPS = /(?:^|\/)(?:borgmatic|\.borgmatic)\/(?:mariadb|mongodb|mysql|postgresql|sqlite)_databases(?:\/|$)/;

/** How a sample is taken. */
export interface SampleRules {
  /** Of the bytes; 100 is everything. */
  readonly percentage: number;
  readonly seed: number;
  /** All dumps are taken. */
  readonly withDumps: boolean;
  /** Source folders as paths of an archive; of each some is taken. */
  readonly roots: readonly string[];
}

/** What of an archive is restored. */
export interface ChosenItems {
  /** Undefined: everything. */
  readonly matches: ((path: string) => boolean) | undefined;
  readonly items: number;
  /** Of contents. */
  readonly bytes: number;
  /** Of contents that are dumps of databases. */
  readonly dumpBytes: number;
  /** That a file system needs for it: whole blocks, and one for each item. */
  readonly diskBytes: number;
}

/** Chooses what of an archive is restored. Reads the items of the archive: twice for a sample. */
export async function chooseItems(
  target: RepositoryTarget & { readonly archive: string },
  rules: SampleRules,
  context: EngineContext,
): Promise<ChosenItems> {
  const whole = new Tally();
  await listArchive(target, context, (item) => whole.add(item));
  if (rules.percentage >= 100) return whole.chosen(undefined);
  const selection = new Selection((whole.bytes * rules.percentage) / 100, rules);
  await listArchive(target, context, (item, { record }) => selection.offer(item, parseTimestamp(record.time)));
  const paths = selection.paths();
  const tally = new Tally();
  const matches = (path: string): boolean => paths.has(path);
  await listArchive({ ...target, matches }, context, (item) => tally.add(item));
  return tally.chosen(matches);
}

/** Counts items. */
class Tally {
  items: number = 0;
  bytes: number = 0;
  dumpBytes: number = 0;
  diskBytes: number = 0;

  add(item: Item): void {
    const size = sizeOf(item);
    this.items += 1;
    this.bytes += size;
    this.diskBytes += Math.ceil(size / BLOCK_SIZE) * BLOCK_SIZE + BLOCK_SIZE;
    if (DUMPS.test(item.path)) this.dumpBytes += size;
  }

  chosen(matches: ChosenItems["matches"]): ChosenItems {
    const { items, bytes, dumpBytes, diskBytes } = this;
    return { matches, items, bytes, dumpBytes, diskBytes };
  }
}

/** Draws files by size and age, and takes what belongs to them: folders above, further hard links. */
class Selection {
  readonly #rules: SampleRules;
  readonly #files: WeightedSample;
  readonly #random: () => number;
  readonly #always: string[] = [];
  readonly #links: (readonly [path: string, master: string])[] = [];

  constructor(budget: number, rules: SampleRules) {
    this.#rules = rules;
    this.#random = seededRandom(rules.seed);
    this.#files = new WeightedSample(budget, this.#random);
  }

  /** @param begunMicros When the archive was made. */
  offer(item: Item, begunMicros: bigint): void {
    const { path, mode, mtime, source } = item;
    if (this.#rules.withDumps && DUMPS.test(path)) return void this.#always.push(path);
    if ((mode & S_IFMT) === S_IFDIR) return;
    if (isHardlinkSlave(item)) return void this.#links.push([path, source ?? ""]);
    if ((mode & S_IFMT) !== S_IFREG) {
      if (this.#random() * 100 < this.#rules.percentage) this.#always.push(path);
      return;
    }
    const ageYears = Math.max(0, Number(begunMicros * 1000n - mtime)) / YEAR_NS;
    const size = sizeOf(item);
    this.#files.offer(path, size, weightOf(size, ageYears), groupOf(path, this.#rules.roots));
  }

  paths(): ReadonlySet<string> {
    const chosen = new Set([...this.#files.chosen().keys(), ...this.#always]);
    for (const [path, master] of this.#links) if (chosen.has(master)) chosen.add(path);
    for (const path of [...chosen]) {
      for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
        chosen.add(path.slice(0, slash));
      }
    }
    return chosen;
  }
}

/** Large files have more that can rot, and old ones have had more time for it; neither is to crowd out the rest. */
function weightOf(size: number, ageYears: number): number {
  return Math.log2(2 + size / BLOCK_SIZE) * (1 + Math.min(ageYears, 10));
}

function sizeOf({ size, chunks }: Item): number {
  return size ?? (chunks ?? []).reduce((sum, chunk) => sum + chunk.size, 0);
}
