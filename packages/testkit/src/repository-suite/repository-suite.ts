import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import type { Repository } from "@coffer/engine/repository";
import { encodePut } from "@coffer/format/segment";

/** One repository of a test, which can be closed and opened again. */
export interface RepositoryFixture {
  open(): Promise<Repository>;
}

/** @param make A new, empty repository for one test. @param options `skip`: why all of it is skipped. */
export function repositorySuite(
  implementation: string,
  make: (context: TestContext) => RepositoryFixture | Promise<RepositoryFixture>,
  options: { readonly skip?: string | false } = {},
): void {
  void describe(`repository suite: ${implementation}`, options, () => {
    const check: Check = (name, body) => {
      void test(name, async (context) => {
        const fixture = await make(context);
        let current = await fixture.open();
        await body(current, async () => {
          await current.close();
          current = await fixture.open();
          return current;
        });
        await current.close();
      });
    };
    objectTests(check);
    entryTests(check);
    transactionTests(check);
    listTests(check);
    besideTests(check);
  });
}

type Check = (name: string, body: (repository: Repository, reopen: () => Promise<Repository>) => Promise<void>) => void;

const id = (number: number): Uint8Array => {
  const bytes = new Uint8Array(32).fill(number >> 8);
  bytes[0] = number;
  return bytes;
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");
const hasName =
  (name: string) =>
  (error: unknown): boolean =>
    (error as Error).name === name;

function objectTests(check: Check): void {
  check("get() gives what put() stored, before and after a commit", async (repository, reopen) => {
    await repository.put(id(1), bytes("one"));
    await repository.put(id(2), new Uint8Array(0));
    assert.deepEqual(hex(await repository.get(id(1))), hex(bytes("one")));
    await repository.commit();
    assert.deepEqual(hex(await repository.get(id(1))), hex(bytes("one")));
    const again = await reopen();
    assert.deepEqual(hex(await again.get(id(1))), hex(bytes("one")));
    assert.equal((await again.get(id(2))).length, 0);
    assert.equal(await again.size(), 2);
    assert.equal(await again.has(id(1)), true);
    assert.equal(await again.has(id(3)), false);
  });

  check("put() replaces", async (repository, reopen) => {
    await repository.put(id(1), bytes("old"));
    await repository.put(id(1), bytes("new"));
    await repository.commit();
    const again = await reopen();
    await again.put(id(1), bytes("newest"));
    assert.equal(await again.size(), 1);
    assert.equal(hex(await again.get(id(1))), hex(bytes("newest")));
  });

  check("large and small objects, written from memory that is used again", async (repository, reopen) => {
    const sizes = [0, 1, 41, 1000, 262_000, 262_144, 300_000, 1_048_576, 5_000_000, 20_971_479];
    const buffer = new Uint8Array(new SharedArrayBuffer(20_971_479));
    for (const [at, size] of sizes.entries()) {
      buffer.fill(at + 1, 0, size);
      await repository.put(id(at), buffer.subarray(0, size));
    }
    await repository.commit();
    const again = await reopen();
    for (const [at, size] of sizes.entries()) {
      const found = await again.get(id(at));
      assert.equal(found.length, size);
      assert.ok(found.every((byte) => byte === at + 1));
    }
  });

  check("an object that is too large is refused, and the transaction goes on", async (repository) => {
    await repository.put(id(1), bytes("one"));
    await assert.rejects(async () => repository.put(id(2), new Uint8Array(20_971_480)), hasName("IntegrityError"));
    await repository.put(id(3), bytes("three"));
    await repository.commit();
    assert.equal(await repository.size(), 2);
  });

  check("missing objects: ObjectNotFound from get() and delete(), with id and location", async (repository) => {
    const isRight = (error: unknown): boolean => {
      assert.equal(
        (error as Error).message,
        `Object with key ${hex(id(9))} not found in repository ${repository.location}.`,
      );
      return hasName("ObjectNotFound")(error);
    };
    await assert.rejects(repository.get(id(9)), isRight);
    await assert.rejects(repository.delete(id(9)), isRight);
    await repository.put(id(9), bytes("x"));
    await repository.delete(id(9));
    await assert.rejects(repository.get(id(9)), isRight);
    await assert.rejects(repository.delete(id(9)), isRight);
  });

  check("delete() removes; a deleted object can be stored again", async (repository, reopen) => {
    await repository.put(id(1), bytes("one"));
    await repository.put(id(2), bytes("two"));
    await repository.commit();
    await repository.delete(id(1));
    await repository.commit();
    const again = await reopen();
    assert.equal(await again.has(id(1)), false);
    assert.equal(await again.size(), 1);
    await again.put(id(1), bytes("reborn"));
    await again.commit();
    assert.equal(hex(await again.get(id(1))), hex(bytes("reborn")));
  });

  check("calls that are not awaited take effect in order", async (repository) => {
    const calls: (void | Promise<void>)[] = [];
    for (let round = 0; round < 50; round++) {
      calls.push(repository.put(id(1), bytes(`round ${round}`)));
      if (round % 7 === 3) calls.push(repository.delete(id(1)));
      if (round % 20 === 10) calls.push(repository.commit());
    }
    const last = repository.get(id(1));
    calls.push(repository.delete(id(1)), repository.commit());
    const gone = repository.has(id(1));
    for (const call of calls) await call;
    assert.equal(hex(await last), hex(bytes("round 49")));
    assert.equal(await gone, false);
  });
}

function entryTests(check: Check): void {
  check("putEntry() stores a finished entry, getEntries() gives it back", async (repository, reopen) => {
    const entries = [3, 300_000, 0].map((size, at) => encodePut(id(at), new Uint8Array(size).fill(at)));
    for (const [at, entry] of entries.entries()) await repository.putEntry(id(at), entry);
    await repository.commit();
    const again = await reopen();
    const found = await again.getEntries([2, 0, 1, 0].map((at) => ({ id: id(at) })));
    assert.deepEqual(
      found.map((entry) => hex(entry ?? new Uint8Array())),
      [2, 0, 1, 0].map((at) => hex(entries[at] ?? new Uint8Array())),
    );
    assert.equal((await again.get(id(0))).length, 3);
  });

  check("getEntries() takes size hints, right and wrong", async (repository) => {
    const sizes = [10, 2000, 0, 100_000, 7];
    for (const [at, size] of sizes.entries()) await repository.put(id(at), new Uint8Array(size).fill(at));
    await repository.commit();
    for (const wrong of [0, 1, -1, 5000, -5000, 30_000_000, NaN]) {
      const requests = sizes.map((size, at) => ({ id: id(at), csize: size + wrong }));
      const verifyCrc = wrong % 2 === 0;
      const found = await repository.getEntries(requests, { verifyCrc });
      const start = verifyCrc || repository.hasEntryCrcs ? 0 : 4;
      for (const [at, size] of sizes.entries()) {
        const entry = encodePut(id(at), new Uint8Array(size).fill(at));
        assert.equal(hex((found[at] ?? id(0)).subarray(start)), hex(entry.subarray(start)));
      }
    }
  });

  check("getEntries() sees what is not committed yet, and puts it into memory that it is given", async (repository) => {
    for (let at = 0; at < 20; at++) await repository.put(id(at), new Uint8Array(at * 100).fill(at));
    let taken = 0;
    const allocate = (size: number): Uint8Array => {
      taken += size;
      return new Uint8Array(new SharedArrayBuffer(size));
    };
    const found = await repository.getEntries(
      Array.from({ length: 20 }, (_, at) => ({ id: id(at), csize: at * 100 })),
      { allocate },
    );
    assert.ok(found.every((entry) => entry?.buffer instanceof SharedArrayBuffer));
    assert.ok(taken >= 20 * 41 + 190 * 100);
  });

  check("getEntries() of a missing object throws, or leaves a gap if asked to", async (repository) => {
    await repository.put(id(1), bytes("one"));
    const requests = [{ id: id(7) }, { id: id(1) }];
    await assert.rejects(repository.getEntries(requests), hasName("ObjectNotFound"));
    const found = await repository.getEntries(requests, { missing: "undefined" });
    assert.equal(found[0], undefined);
    assert.equal(found[1]?.length, 44);
    assert.deepEqual(await repository.getEntries([]), []);
  });

  check("putEntry() takes no entry of another id or of a wrong length", async (repository) => {
    const entry = encodePut(id(1), bytes("one"));
    await assert.rejects(async () => repository.putEntry(id(2), entry));
    await assert.rejects(async () => repository.putEntry(id(1), entry.subarray(1)));
    await assert.rejects(async () => repository.putEntry(id(1), entry.subarray(0, 40)));
  });
}

function transactionTests(check: Check): void {
  check("rollback() returns to the last commit", async (repository) => {
    await repository.put(id(1), bytes("one"));
    await repository.put(id(2), bytes("two"));
    await repository.commit();
    await repository.put(id(1), bytes("changed"));
    await repository.delete(id(2));
    await repository.put(id(3), bytes("three"));
    await repository.rollback();
    assert.equal(hex(await repository.get(id(1))), hex(bytes("one")));
    assert.equal(await repository.size(), 2);
    await repository.put(id(4), bytes("four"));
    await repository.commit();
    assert.equal(await repository.size(), 3);
  });

  check("rollback() of the first transaction leaves an empty repository that can be used", async (repository) => {
    await repository.put(id(1), bytes("one"));
    await repository.rollback();
    assert.equal(await repository.size(), 0);
    await repository.put(id(2), bytes("two"));
    await repository.commit();
    assert.deepEqual((await repository.list()).map(hex), [hex(id(2))]);
  });

  check("close() forgets what was not committed", async (repository, reopen) => {
    await repository.put(id(1), bytes("one"));
    await repository.commit();
    await repository.put(id(2), bytes("two"));
    const again = await reopen();
    assert.equal(await again.has(id(2)), false);
    assert.equal(await again.size(), 1);
  });

  check("commit() and rollback() without a transaction do nothing", async (repository) => {
    await repository.commit();
    await repository.rollback();
    await repository.put(id(1), bytes("one"));
    await repository.commit();
    await repository.commit();
    await repository.rollback();
    assert.equal(await repository.size(), 1);
  });

  check("compaction keeps what is current and nothing else", async (repository, reopen) => {
    for (let at = 0; at < 60; at++) await repository.put(id(at), new Uint8Array(500).fill(at));
    await repository.commit();
    for (let at = 0; at < 60; at += 2) await repository.delete(id(at));
    for (let at = 1; at < 60; at += 4) await repository.put(id(at), new Uint8Array(300).fill(at));
    await repository.commit({ compact: true });
    const again = await reopen();
    assert.equal(await again.size(), 30);
    for (let at = 1; at < 60; at += 2) {
      const found = await again.get(id(at));
      assert.equal(found.length, at % 4 === 1 ? 300 : 500);
      assert.ok(found.every((byte) => byte === at));
    }
    assert.equal(await again.check({}), true);
  });
}

function listTests(check: Check): void {
  check("list() goes through all ids once, in pieces too", async (repository) => {
    for (let at = 0; at < 100; at++) await repository.put(id(at), bytes(String(at)));
    await repository.commit();
    const all = (await repository.list()).map(hex);
    assert.equal(new Set(all).size, 100);
    const pieces: Uint8Array[] = [];
    for (;;) {
      const piece = await repository.list(7, pieces.at(-1));
      if (piece.length === 0) break;
      assert.ok(piece.length <= 7);
      pieces.push(...piece);
    }
    assert.deepEqual(pieces.map(hex), all);
  });

  check("scan() goes through current objects in the order of the log", async (repository) => {
    for (let at = 0; at < 50; at++) await repository.put(id(at), bytes(String(at)));
    await repository.commit();
    await repository.delete(id(5));
    await repository.put(id(3), bytes("moved to the end"));
    await repository.commit();
    const expected = Array.from({ length: 50 }, (_, at) => at).filter((at) => at !== 3 && at !== 5 && at !== 0);
    expected.push(3);
    for (const limit of [1, 9, 1000]) {
      const found: Uint8Array[] = [];
      for (;;) {
        const piece = await repository.scan(limit, found.at(-1));
        if (piece.length === 0) break;
        assert.ok(piece.length <= limit);
        found.push(...piece);
      }
      // Number 0 is the manifest's id: its entry begins a segment of its own.
      assert.deepEqual(
        found.filter((one) => hex(one) !== hex(id(0))).map(hex),
        expected.map((at) => hex(id(at))),
      );
      assert.equal(found.length, 49);
    }
    await assert.rejects(async () => repository.scan(0));
  });
}

function besideTests(check: Check): void {
  check("the key and the nonce are kept", async (repository, reopen) => {
    assert.equal(repository.id.length, 32);
    assert.equal(await repository.loadKey(), undefined);
    await repository.saveKey("first line\nsecond line");
    assert.equal(await repository.loadKey(), "first line\nsecond line");
    assert.equal(await repository.getFreeNonce(), undefined);
    await repository.put(id(1), bytes("one"));
    await repository.commit();
    await repository.commitNonceReservation(0x1_0000_0000_0001n, undefined);
    const again = await reopen();
    assert.equal(await again.loadKey(), "first line\nsecond line");
    assert.equal(await again.getFreeNonce(), 0x1_0000_0000_0001n);
    await assert.rejects(again.commitNonceReservation(5n, undefined));
    await assert.rejects(again.commitNonceReservation(5n, 4n));
    assert.equal(await again.getFreeNonce(), 0x1_0000_0000_0001n);
    assert.equal(hex(again.id), hex(repository.id));
  });

  check("check() finds nothing wrong in a sound repository, repaired or not", async (repository) => {
    for (let at = 0; at < 30; at++) await repository.put(id(at), bytes(String(at)));
    await repository.commit();
    await repository.delete(id(4));
    await repository.commit();
    assert.equal(await repository.check({}), true);
    assert.equal(await repository.check({ maxDurationSeconds: 100 }), true);
    assert.equal(await repository.check({ repair: true }), true);
    assert.equal(await repository.size(), 29);
  });
}
