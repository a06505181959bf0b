import assert from "node:assert/strict";
import type { Repository } from "@coffer/engine/repository";
import fc from "fast-check";

/** A repository that can be closed and opened again, each time with what is on its storage. */
export interface ModelledRepository {
  open(): Promise<Repository>;
}

type Content = Map<number, string>;

interface Model {
  committed: Content;
  current: Content;
}

interface Real {
  readonly fixture: ModelledRepository;
  repository: Repository;
  value: number;
}

type Command = fc.AsyncCommand<Model, Real>;

const IDS = 16;

function id(number: number): Uint8Array {
  const bytes = new Uint8Array(32).fill(number, 4);
  // All in a few buckets of the smallest index.
  new DataView(bytes.buffer).setUint32(0, (number % 4) + 1031 * number, true);
  return bytes;
}

const text = (data: Uint8Array): string => Buffer.from(data).toString("latin1");

function command(name: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return { check: () => true, run, toString: () => name };
}

function put(number: number, size: number): Command {
  return command(`put(${number}, ${size})`, async (model, real) => {
    real.value = (real.value + 1) % 256;
    const data = new Uint8Array(size).fill(real.value);
    model.current.set(number, text(data));
    const stored = real.repository.put(id(number), data);
    await stored;
    data.fill(0);
  });
}

function remove(number: number): Command {
  return command(`delete(${number})`, async (model, real) => {
    if (model.current.delete(number)) await real.repository.delete(id(number));
    else await assert.rejects(real.repository.delete(id(number)), { name: "ObjectNotFound" });
  });
}

function commit(compact: boolean, threshold: number): Command {
  return command(`commit(${compact ? threshold : ""})`, async (model, real) => {
    await real.repository.commit({ compact, threshold });
    model.committed = new Map(model.current);
  });
}

const rollback: Command = command("rollback()", async (model, real) => {
  await real.repository.rollback();
  model.current = new Map(model.committed);
});

const reopen: Command = command("reopen()", async (model, real) => {
  await real.repository.close();
  real.repository = await real.fixture.open();
  model.current = new Map(model.committed);
});

const read: Command = command("read()", async (model, real) => {
  const numbers = [...model.current.keys()];
  assert.equal(await real.repository.size(), numbers.length);
  const requests = numbers.map((number) => ({ id: id(number), csize: model.current.get(number)?.length ?? 0 }));
  const entries = await real.repository.getEntries(requests);
  for (const [at, number] of numbers.entries()) {
    assert.equal(text(entries[at]?.subarray(41) ?? new Uint8Array()), model.current.get(number));
  }
  const listed = (await real.repository.list()).map(text).sort();
  assert.deepEqual(listed, numbers.map((number) => text(id(number))).sort());
});

const check: Command = command("check()", async (model, real) => {
  // A check is of what is on disk.
  await real.repository.rollback();
  model.current = new Map(model.committed);
  if (model.committed.size > 0) assert.equal(await real.repository.check({}), true);
});

/** Random calls, held against a map: `await fc.assert(repositoryModel(make))`. */
export function repositoryModel(make: () => Promise<ModelledRepository>): fc.IAsyncProperty<[Iterable<Command>]> {
  const number = fc.nat(IDS - 1);
  const commands = fc.commands<Model, Real>(
    [
      fc.tuple(number, fc.nat(300)).map(([which, size]) => put(which, size)),
      fc.tuple(number, fc.nat(100)).map(([which, size]) => put(which, size)),
      number.map((which) => remove(which)),
      fc.tuple(fc.boolean(), fc.constantFrom(0, 0.1, 0.5)).map(([compact, threshold]) => commit(compact, threshold)),
      fc.constant(rollback),
      fc.constant(reopen),
      fc.constant(read),
      fc.constant(check),
    ],
    { maxCommands: 60 },
  );
  return fc.asyncProperty(commands as unknown as fc.Arbitrary<Iterable<Command>>, async (list) => {
    const fixture = await make();
    const real: Real = { fixture, repository: await fixture.open(), value: 0 };
    await fc.asyncModelRun(() => ({ model: { committed: new Map(), current: new Map() }, real }), list);
    await real.repository.close();
  });
}
