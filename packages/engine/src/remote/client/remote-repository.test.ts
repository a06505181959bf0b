import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { MANIFEST_ID } from "@coffer/format/segment";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { repositorySuite } from "@coffer/testkit/repository-suite";
import { testRemoteSettings, TestLine } from "@coffer/testkit/rpc-server";
import { RemoteRepository } from "./remote-repository.ts";
import type { RemotePlace } from "./remote-place.ts";

interface RemoteWorld {
  readonly line: TestLine;
  readonly ctx: ReturnType<typeof testContext>;
  readonly place: RemotePlace;
  open(options?: { exclusive?: boolean }): Promise<RemoteRepository>;
}

async function remoteWorld(context: TestContext): Promise<RemoteWorld> {
  const folder = mkdtempSync("/tmp/coffer-remote-");
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const base = testContext({ randomBytes: seededRandomBytes(folder) });
  const line = new TestLine(base);
  const ctx = {
    ...base,
    folders: { ...base.folders, cache: join(folder, "cache") },
    remoteSettings: () => testRemoteSettings(line.start),
  };
  const path = join(folder, "repository");
  const place = {
    user: undefined,
    host: "host",
    port: undefined,
    path,
    location: `ssh://host${path}`,
    written: `ssh://host${path}`,
  };
  await (await RemoteRepository.create(place, {}, ctx)).close();
  line.connections = 0;
  return { line, ctx, place, open: (options = { exclusive: true }) => RemoteRepository.open(place, options, ctx) };
}

repositorySuite("RemoteRepository and RepositoryServer", remoteWorld);

const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const text = (data: Uint8Array): string => Buffer.from(data).toString();
const bytes = (data: string): Uint8Array => new Uint8Array(Buffer.from(data));

/** A repository with a manifest, which was read. */
async function begun(world: RemoteWorld): Promise<RemoteRepository> {
  const first = await world.open();
  await first.put(MANIFEST_ID, bytes("manifest 1"));
  await first.commit();
  await first.close();
  const repository = await world.open();
  await repository.get(MANIFEST_ID);
  return repository;
}

function warnings({ ctx }: RemoteWorld): string[] {
  return ctx.reporter.records.filter(({ level }) => level === "warning").map(({ message }) => message);
}

test("a transaction goes on wherever the connection is lost in it", async (context) => {
  const size = 20_000;
  for (let cut = 250; cut < 7 * size; cut += 17_351) {
    const world = await remoteWorld(context);
    const repository = await begun(world);
    await repository.close();
    world.line.cuts = [cut, cut + 100];
    const again = await world.open();
    await again.get(MANIFEST_ID);
    for (let number = 1; number <= 5; number++) await again.put(id(number), new Uint8Array(size).fill(number));
    await again.delete(id(2));
    await again.put(MANIFEST_ID, bytes("manifest 2"));
    await again.commit();
    await again.close();
    const reader = await world.open();
    assert.equal(await reader.size(), 5, `cut after ${cut} bytes`);
    assert.equal(text(await reader.get(MANIFEST_ID)), "manifest 2");
    for (const number of [1, 3, 4, 5])
      assert.deepEqual(await reader.get(id(number)), new Uint8Array(size).fill(number));
    assert.equal(await reader.check({}), true);
    await reader.close();
  }
});

test("a commit is not repeated if only its answer was lost", async (context) => {
  const world = await remoteWorld(context);
  const repository = await begun(world);
  await repository.put(id(1), bytes("one"));
  await repository.put(MANIFEST_ID, bytes("manifest 2"));
  await repository.size();
  world.line.answersUntilCut = 0;
  const before = world.line.connections;
  await repository.commit();
  assert.equal(world.line.connections, before + 1);
  await repository.put(id(2), bytes("two"));
  await repository.commit();
  assert.equal(await repository.size(), 3);
  await repository.close();
});

test("a reservation of nonces is made once if only its answer was lost", async (context) => {
  const world = await remoteWorld(context);
  const repository = await begun(world);
  world.line.answersUntilCut = 0;
  await repository.commitNonceReservation(1000n, undefined);
  assert.equal(await repository.getFreeNonce(), 1000n);
  await repository.commitNonceReservation(2000n, 1000n);
  assert.equal(await repository.getFreeNonce(), 2000n);
  await repository.close();
});

test("a repository that another client has changed meanwhile is left alone", async (context) => {
  const world = await remoteWorld(context);
  const repository = await begun(world);
  await repository.put(id(1), bytes("one"));
  world.line.cut();
  const other = await world.open();
  await other.put(MANIFEST_ID, bytes("another"));
  await other.commit();
  await other.close();
  const goOn = async (): Promise<void> => {
    await repository.put(MANIFEST_ID, bytes("manifest 2"));
    await repository.commit();
  };
  await assert.rejects(goOn, { message: /was changed while the connection was lost/ });
  await repository.close();
  const reader = await world.open();
  assert.equal(await reader.size(), 1);
  assert.equal(text(await reader.get(MANIFEST_ID)), "another");
  await reader.close();
});

test("readers go on whatever others have changed; writers need to have seen the manifest", async (context) => {
  const world = await remoteWorld(context);
  await (await begun(world)).close();
  const reader = await world.open({ exclusive: false });
  await reader.get(MANIFEST_ID);
  world.line.cut();
  const writer = await world.open();
  await writer.put(MANIFEST_ID, bytes("newer"));
  await writer.commit();
  await writer.close();
  const blind = await world.open();
  world.line.cut();
  const goOn = async (): Promise<void> => {
    await blind.put(id(3), bytes("three"));
    await blind.commit();
  };
  await assert.rejects(goOn, { name: "ConnectionClosed" });
  await blind.close();
  assert.equal(text(await reader.get(MANIFEST_ID)), "newer");
  await reader.close();
  assert.match(warnings(world).join("\n"), /Connecting again in 1 s \(try 1 of 7\)/);
});

test("a server that never comes back is given up, once", async (context) => {
  const world = await remoteWorld(context);
  const repository = await begun(world);
  await repository.put(id(1), bytes("one"));
  world.line.cut();
  world.line.cuts = Array.from({ length: 20 }, () => 10);
  const before = world.line.connections;
  await assert.rejects(async () => repository.commit(), { name: "ConnectionClosed" });
  assert.equal(world.line.connections, before + 7);
  await assert.rejects(repository.size(), { name: "ConnectionClosed" });
  assert.equal(world.line.connections, before + 7);
  await repository.close();
});

test("another repository at the same place is left alone", async (context) => {
  const world = await remoteWorld(context);
  const other = await remoteWorld(context);
  const repository = await begun(world);
  await repository.put(id(1), bytes("one"));
  await repository.size();
  renameSync(world.place.path, `${world.place.path}.old`);
  renameSync(other.place.path, world.place.path);
  world.line.cut();
  await assert.rejects(async () => repository.commit(), { message: /another repository at this place/ });
  await repository.close();
});
