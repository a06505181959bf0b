/** Run by hand: node -C source packages/format/src/hashindex/hash-index.bench.ts [entries] */
import { randomFillSync } from "node:crypto";
import { RepositoryIndex } from "./index.ts";

const entries = Number(process.argv[2] ?? 2_000_000);
const ids = new Uint8Array(entries * 32);
for (let at = 0; at < ids.length; at += 1 << 26) randomFillSync(ids, at, Math.min(1 << 26, ids.length - at));

function measure(name: string, work: () => void): void {
  const start = performance.now();
  work();
  const ms = performance.now() - start;
  console.log(`${name.padEnd(24)} ${((ms * 1e6) / entries).toFixed(0).padStart(6)} ns each, ${ms.toFixed(0)} ms`);
}

let index = new RepositoryIndex();
measure("insert, growing", () => {
  for (let n = 0; n < entries; n++) index.set(ids, n >>> 10, n, n * 32);
});
measure("find", () => {
  for (let n = 0; n < entries; n++) if (index.find(ids, n * 32) < 0) throw new Error("lost");
});
measure("find, absent", () => {
  for (let n = 0; n < entries - 1; n++) if (index.find(ids, n * 32 + 8) >= 0) throw new Error("found");
});
measure("write and read", () => {
  index = RepositoryIndex.read(index.bytes().slice());
});
measure("delete", () => {
  for (let n = 0; n < entries; n++) index.delete(ids, n * 32);
});
