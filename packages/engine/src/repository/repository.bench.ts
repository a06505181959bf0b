import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { testContext } from "@coffer/testkit/context";
import { LocalRepository } from "./local-repository.ts";

/*
 * Throughput of a repository alone: objects are put and read back as they come, without encryption.
 * Run: node -C source packages/engine/src/repository/repository.bench.ts [FOLDER]
 */

const GIB = 1024 ** 3;
const folder = mkdtempSync(join(process.argv[2] ?? "/dev/shm", "coffer-bench-"));

function idOf(number: number): Uint8Array {
  const id = new Uint8Array(32);
  const view = new DataView(id.buffer);
  for (let word = 0; word < 8; word++) view.setUint32(4 * word, Math.imul(number + 1, 0x9e3779b1 + 2 * word) >>> 0);
  return id;
}

async function measure(what: string, bytes: number, action: () => Promise<void>): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await action();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const speed = bytes > 0 ? `, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s` : "";
  console.log(`${what}: ${seconds.toFixed(3)} s (cpu ${((user + system) / 1e6).toFixed(3)} s)${speed}`);
}

async function bench(name: string, count: number, size: number): Promise<void> {
  const path = join(folder, name);
  const repository = await LocalRepository.create(path, {}, testContext());
  const shared = new Uint8Array(new SharedArrayBuffer(size + 41)).fill(7);
  const entries = Array.from({ length: count }, (_, number) => idOf(number));
  const total = count * size;
  await measure(`${name} put`, total, async () => {
    const pending = new Set<Promise<void>>();
    for (const id of entries) {
      const written = repository.put(id, shared.subarray(41));
      if (written === undefined) continue;
      const settled = written.finally(() => pending.delete(settled));
      pending.add(settled);
      if (pending.size >= 8) await Promise.race(pending);
    }
    await Promise.all(pending);
  });
  await measure(`${name} commit`, 0, () => repository.commit());
  const batch = Math.max(1, Math.floor((8 * 1024 * 1024) / size));
  await measure(`${name} getEntries`, total, async () => {
    for (let at = 0; at < count; at += batch) {
      const requests = entries.slice(at, at + batch).map((id) => ({ id, csize: size }));
      await repository.getEntries(requests, { verifyCrc: false });
    }
  });
  await measure(`${name} check`, total, async () => {
    await repository.check({});
  });
  await measure(`${name} delete`, 0, async () => {
    for (const id of entries) await repository.delete(id);
  });
  await measure(`${name} rollback`, 0, () => repository.rollback());
  await repository.close();
}

try {
  await bench("large", GIB / (2 * 1024 * 1024), 2 * 1024 * 1024 - 41);
  await bench("small", 50_000, 4096);
} finally {
  rmSync(folder, { recursive: true });
}
