import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { LocalRepository } from "@coffer/engine/repository";
import type { Repository } from "@coffer/engine/repository";
import { MemoryStorage } from "@coffer/engine/storage";
import type { Storage } from "@coffer/engine/storage";
import { findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { BorgRepository } from "@coffer/testkit/borg-repository";
import { memoryLock, testContext } from "@coffer/testkit/context";
import { DurabilityModel, FaultyStorage, type PowerLoss } from "@coffer/testkit/faulty-storage";

/* Whatever a crash of ours leaves, at every single moment, the real borg opens, reads, finds sound and goes on with. */

const { borg14 } = findBorgs();
const skip = borg14 === undefined ? "no borg 1.4" : false;
const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);

/** Number of objects after each commit of {@link work}. */
const SIZES = [6, 5, 4];

async function work(repository: Repository): Promise<void> {
  for (let number = 0; number < 6; number++) await repository.put(id(number), new Uint8Array(90).fill(number));
  await repository.commit();
  for (const number of [1, 2]) await repository.delete(id(number));
  for (const number of [0, 3, 7]) await repository.put(id(number), new Uint8Array(100).fill(number));
  await repository.commit();
  await repository.delete(id(7));
  await repository.put(id(0), new Uint8Array(110));
  await repository.commit({ compact: true, threshold: 0 });
}

async function prepare(storage: Storage): Promise<void> {
  await (await LocalRepository.createOn(storage, {}, testContext(), memoryLock())).close();
  const config = new TextDecoder().decode(await storage.read("config"));
  const small = config.replace(/max_segment_size = \d+/, "max_segment_size = 300");
  await storage.writeAtomic("config", new TextEncoder().encode(small));
}

async function crashAt(storage: FaultyStorage, moment: number): Promise<void> {
  storage.crashAt = moment;
  const repository = await LocalRepository.openOn(storage, {}, testContext(), memoryLock());
  await work(repository).catch(() => undefined);
  await repository.close().catch(() => undefined);
}

function writeTo(folder: string, storage: MemoryStorage): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "data/0"), { recursive: true });
  for (const name of storage.names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), storage.peek(name));
  }
}

for (const loss of [undefined, "lose", "keep-content"] satisfies (PowerLoss | undefined)[]) {
  const name = loss === undefined ? "a kill" : `a power loss ("${loss}")`;
  test(`borg 1.4 goes on after ${name} at every moment`, { skip }, async (t) => {
    assert.ok(borg14 !== undefined);
    const folder = temporaryFolder(t, { inMemory: 10_000_000 });
    const path = join(folder, "repository");
    await using borg = new BorgRepository(borg14, folder);
    const plan = new FaultyStorage(new MemoryStorage());
    await prepare(plan);
    plan.count = 0;
    await crashAt(plan, Infinity);
    const moments = plan.count;
    t.diagnostic(`${moments} moments`);
    for (let moment = 0; moment <= moments; moment++) {
      const disk = new DurabilityModel();
      await prepare(disk);
      await crashAt(new FaultyStorage(disk), moment);
      writeTo(path, loss === undefined ? disk.afterKill() : disk.after(loss));
      await borg.open(path);
      const ids = await borg.list();
      // Before the first COMMIT borg has nothing to go on with, neither from us nor from itself.
      if (ids.length > 0) {
        assert.ok(SIZES.includes(ids.length), `${ids.length} objects at ${moment}`);
        for (const found of ids) {
          const data = await borg.get(Buffer.from(found, "hex"));
          assert.ok(data.length >= 90 && data.every((byte) => byte === Number.parseInt(found.slice(0, 2), 16)));
        }
        await borg.put(id(9), new Uint8Array(10));
        await borg.put(id(0), new Uint8Array(10));
        await borg.commit({ compact: true, threshold: 0 });
        assert.equal(await borg.check({ repair: false }), true, `check at ${moment}`);
        assert.equal((await borg.list()).length, ids.length + 1);
      }
      await borg.close();
    }
  });
}
