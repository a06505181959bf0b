import { equalBytes } from "@coffer/format/bytes";
import type { Storage } from "../storage/index.ts";
import type { SourceLog } from "./copied-log.ts";
import { readIfThere } from "./read-if-there.ts";

/** Files that are small and change. */
const SMALL_FILES = ["README", "nonce", "transactions"];
/** Files of a transaction, the one that vouches for the others first. */
const KINDS = ["integrity", "hints", "index"];

/** Gives `target` the files that lie beside the segments, but for the config. */
export async function copyRootFiles(source: SourceLog, target: Storage): Promise<void> {
  await copyIndexFiles(source, target);
  for (const name of SMALL_FILES) {
    const [ours, theirs] = await Promise.all([readIfThere(source.storage, name), readIfThere(target, name)]);
    if (areSame(ours, theirs)) continue;
    if (ours === undefined) await target.remove(name);
    else await target.writeAtomic(name, ours);
  }
}

/** Files of other transactions go first: with segments that are newer, they may name what is gone. */
async function copyIndexFiles({ storage, transaction }: SourceLog, target: Storage): Promise<void> {
  const sizes = await Promise.all(KINDS.map((kind) => storage.size(`${kind}.${transaction}`)));
  const wanted = sizes.every((size) => (size ?? 0) > 0) ? KINDS.map((kind) => `${kind}.${transaction}`) : [];
  const found = (await target.list(""))
    .map(({ name }) => name)
    .filter((name) => /^(index|hints|integrity)\./.test(name));
  if (await hasSame(storage, target, wanted, found)) return;
  for (const name of found) await target.remove(name);
  for (const name of wanted) await target.writeSynced(`${name}.tmp`, [await storage.read(name)]);
  for (const name of wanted) await target.rename(`${name}.tmp`, name);
  await target.syncFolder("");
}

async function hasSame(source: Storage, target: Storage, wanted: string[], found: string[]): Promise<boolean> {
  if (wanted.length !== found.length || !wanted.every((name) => found.includes(name))) return false;
  for (const name of wanted) if ((await source.size(name)) !== (await target.size(name))) return false;
  const [integrity] = wanted;
  return integrity === undefined || equalBytes(await source.read(integrity), await target.read(integrity));
}

function areSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : equalBytes(one, other);
}
