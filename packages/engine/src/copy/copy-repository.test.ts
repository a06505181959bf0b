import assert from "node:assert/strict";
import { test } from "node:test";
import { BorgError, CommandError, IntegrityError } from "@coffer/format/errors";
import { memoryLock, RecordingReporter, testContext } from "@coffer/testkit/context";
import { DurabilityModel, FaultyStorage, type PowerLoss } from "@coffer/testkit/faulty-storage";
import { LocalRepository, SegmentFiles, SoleKeeper } from "../repository/index.ts";
import { MemoryStorage } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import { readSource } from "./copied-log.ts";
import { copyRepository, planRepositoryCopy } from "./copy-repository.ts";
import type { CopyResult } from "./copy-repository.ts";

const SEGMENTS_PER_FOLDER = 4;
const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const data = (number: number, version: number): Uint8Array => new Uint8Array(90 + number).fill(version);

const open = (storage: Storage): Promise<LocalRepository> =>
  LocalRepository.openOn(storage, {}, testContext(), memoryLock());

/** A repository of small segments after each of three commits, the last two of which have compacted. */
async function makeHistory(): Promise<[early: MemoryStorage, late: MemoryStorage]> {
  const storage = new MemoryStorage("/source");
  await (await LocalRepository.createOn(storage, {}, testContext(), memoryLock())).close();
  const text = new TextDecoder().decode(await storage.read("config"));
  const small = text.replace(/max_segment_size = \d+/, "max_segment_size = 300").replace("= 1000", "= 4");
  await storage.writeAtomic("config", new TextEncoder().encode(small));
  const repository = await open(storage);
  for (let number = 0; number < 12; number++) await repository.put(id(number), data(number, 1));
  await repository.commit();
  const early = clone(storage, "/source");
  for (const number of [1, 2, 3, 5, 7]) await repository.delete(id(number));
  for (const number of [0, 4]) await repository.put(id(number), data(number, 2));
  await repository.commit({ compact: true, threshold: 0 });
  for (const number of [0, 20, 21, 22]) await repository.put(id(number), data(number, 3));
  await repository.commitNonceReservation(1000n, undefined);
  await repository.commit({ compact: true, threshold: 0 });
  await repository.close();
  return [early, storage];
}

function clone(storage: MemoryStorage, location: string): MemoryStorage {
  const copy = new MemoryStorage(location);
  for (const name of storage.names) copy.plant(name, storage.peek(name));
  return copy;
}

async function copy(source: Storage, target: Storage): Promise<CopyResult> {
  const keeper = new SoleKeeper(new SegmentFiles(target, SEGMENTS_PER_FOLDER), target.location);
  const files = { storage: target, keeper, close: () => Promise.resolve() };
  return copyRepository(await readSource(source), files, {}, new RecordingReporter());
}

/** Names and contents of all files of Borg. */
function filesOf(storage: MemoryStorage): Record<string, string> {
  const names = storage.names.filter((name) => name !== "coffer-copy");
  return Object.fromEntries(names.map((name) => [name, Buffer.from(storage.peek(name)).toString("hex")]));
}

test("copyRepository() gives a new target every file, byte for byte, and nothing to a second copy", async () => {
  const [, source] = await makeHistory();
  const target = new MemoryStorage("/target");
  const first = await copy(source, target);
  assert.equal(first.isFirst, true);
  assert.ok(first.copied.segments > 2 && first.copied.bytes > 500);
  assert.deepEqual(filesOf(target), filesOf(source));
  const second = await copy(source, target);
  assert.deepEqual(second, {
    ...first,
    isFirst: false,
    copied: { segments: 0, bytes: 0 },
    present: first.copied.segments,
  });
});

test("copyRepository() brings a copy up to date with what is new alone", async () => {
  const [early, late] = await makeHistory();
  const target = new MemoryStorage("/target");
  await copy(early, target);
  const planned = await planRepositoryCopy(await readSource(late), target);
  const done = await copy(late, target);
  assert.deepEqual(done, planned);
  assert.ok(done.removed > 0 && done.copied.segments > 0);
  assert.deepEqual(filesOf(target), filesOf(late));
});

/** What a target may hold, so that each of these is right: nothing that opens, or the objects of one of the states. */
async function assertWholeOrNothing(storage: Storage, states: readonly string[], what: string): Promise<void> {
  let found: string;
  try {
    found = await objectsOf(storage);
  } catch (error) {
    assert.ok(error instanceof BorgError && /config/.test(error.message), `${what}: ${String(error)}`);
    return;
  }
  assert.ok(states.includes(found), `${what}: ${found}`);
}

async function objectsOf(storage: Storage): Promise<string> {
  const repository = await open(storage);
  try {
    const ids = (await repository.list()).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    const values = await Promise.all(ids.map((one) => repository.get(one)));
    assert.equal(await repository.check({}), true);
    return ids.map((one, at) => `${one[0]}=${values[at]?.[0]}`).join(" ");
  } finally {
    await repository.close();
  }
}

for (const loss of ["kill", "lose", "keep-names", "keep-content"] satisfies (PowerLoss | "kill")[]) {
  test(`a copy that ends at any moment ("${loss}") never looks whole, and is completed by the next`, async (context) => {
    const [early, late] = await makeHistory();
    const states = [await objectsOf(clone(early, "/early")), await objectsOf(clone(late, "/late"))];
    for (const sources of [[late], [early, late]]) {
      let moments = 0;
      for (let isOver = false; !isOver; moments++) {
        const disk = new DurabilityModel();
        const begun = sources.length === 1 ? [] : sources.slice(0, 1);
        for (const source of begun) await copy(source, disk);
        const faulty = new FaultyStorage(disk);
        faulty.crashAt = moments;
        isOver = await copy(late, faulty).then(
          () => true,
          () => false,
        );
        const survivor = loss === "kill" ? disk.afterKill() : disk.after(loss);
        await assertWholeOrNothing(clone(survivor, "/target"), states, `moment ${moments}`);
        await copy(late, survivor);
        assert.deepEqual(filesOf(survivor), filesOf(late), `moment ${moments}, next copy`);
      }
      assert.ok(moments > 20);
      context.diagnostic(`${moments} moments`);
    }
  });
}

test("copyRepository() does not touch a copy that was written to", async () => {
  const [early, late] = await makeHistory();
  for (const source of [early, late]) {
    const target = new MemoryStorage("/target");
    await copy(early, target);
    const repository = await open(target);
    await repository.put(id(99), data(99, 9));
    await repository.commit();
    await repository.close();
    const before = filesOf(target);
    await assert.rejects(copy(source, target), CommandError);
    await assert.rejects(planRepositoryCopy(await readSource(source), target), CommandError);
    assert.deepEqual(filesOf(target), before);
  }
});

test("copyRepository() goes no way back, and mixes no repositories", async () => {
  const [early, late] = await makeHistory();
  const [, other] = await makeHistory();
  const text = new TextDecoder().decode(other.peek("config")).replace(/^id = .*$/m, `id = ${"ab".repeat(32)}`);
  other.plant("config", new TextEncoder().encode(text));
  const target = new MemoryStorage("/target");
  await copy(late, target);
  await assert.rejects(copy(early, target), /is newer.*Nothing was changed/);
  await assert.rejects(copy(other, target), /holds another repository/);
  assert.deepEqual(filesOf(target), filesOf(late));
});

test("copyRepository() takes over what another program has copied, if it is the same", async () => {
  const [early] = await makeHistory();
  const same = clone(early, "/target");
  assert.equal((await copy(early, same)).copied.segments, 0);
  const differing = clone(early, "/target");
  const bytes = differing.peek("data/0/1");
  bytes[60] = (bytes[60] ?? 0) ^ 1;
  differing.plant("data/0/1", bytes);
  await assert.rejects(copy(early, differing), /segment 1 differs/);
});

test("copyRepository() copies no damage", async () => {
  const [, source] = await makeHistory();
  const name = source.names.find((one) => one.startsWith("data/") && source.peek(one).length > 100) ?? "";
  const bytes = source.peek(name);
  bytes[70] = (bytes[70] ?? 0) ^ 1;
  source.plant(name, bytes);
  const target = new MemoryStorage("/target");
  await assert.rejects(copy(source, target), IntegrityError);
  await assert.rejects(open(target), /no repository section found/);
});
