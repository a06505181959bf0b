import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import fc from "fast-check";
import { NONCE_SPACE_RESERVATION, NonceReservation } from "./nonce-reservation.ts";

/** The nonce file of a repository, and a way to die at the moment of a reservation. */
class NonceStore {
  free: bigint | undefined;
  dies: "never" | "before" | "after" = "never";

  getFreeNonce(): Promise<bigint | undefined> {
    return Promise.resolve(this.free);
  }

  commitNonceReservation(next: bigint, start: bigint | undefined): Promise<void> {
    if (this.dies === "before") return Promise.reject(new Error("died before"));
    if (start !== this.free) return Promise.reject(new Error("mismatch"));
    this.free = next;
    return this.dies === "after" ? Promise.reject(new Error("died after")) : Promise.resolve();
  }
}

/** Counter values that were handed out, and that nothing is handed out twice. */
class Ledger {
  readonly #ranges: [first: bigint, end: bigint][] = [];

  note(first: bigint, blocks: number): void {
    const end = first + BigInt(blocks);
    for (const [otherFirst, otherEnd] of this.#ranges) {
      assert.ok(end <= otherFirst || first >= otherEnd, `${first}+${blocks} was handed out before`);
    }
    this.#ranges.push([first, end]);
  }

  get end(): bigint {
    return this.#ranges.reduce((newest, [, end]) => (end > newest ? end : newest), 0n);
  }
}

function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "coffer-nonce-"));
  return work(folder).finally(() => rmSync(folder, { recursive: true }));
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("take"), blocks: fc.integer({ min: 1, max: 5000 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("huge"), blocks: fc.constant(2 ** 28 - 100) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("burst"), blocks: fc.integer({ min: 1, max: 200_000_000 }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("open"), blocks: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("die before"), blocks: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("die after"), blocks: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("turn back"), blocks: fc.constant(0) }) },
);

test("no counter value is handed out twice, by several clients, through deaths at any step", async () => {
  const steps = fc.array(fc.record({ client: fc.integer({ min: 0, max: 1 }), step }), { maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(steps, (program) =>
      inTemporaryFolder(async (folder) => {
        const store = new NonceStore();
        const ledger = new Ledger();
        const folders = [join(folder, "a"), join(folder, "b")];
        // The manifest is sealed with the last values: a new session never begins before them.
        const open = (client: number): NonceReservation =>
          new NonceReservation(store, folders[client] ?? folder, ledger.end);
        const sessions = [open(0), open(1)];
        for (const { client, step } of program) {
          const session = sessions[client];
          assert.ok(session);
          const { type, blocks } = step;
          if (type === "open") {
            sessions[client] = open(client);
          } else if (type === "turn back") {
            // A server that shows an old state: then the newest manifest, or the local file, must save us.
            store.free = undefined;
            sessions[0] = open(0);
            sessions[1] = open(1);
          } else if (type.startsWith("die")) {
            // Two sessions at once are one more than the lock allows; what dies is both of them.
            store.dies = type === "die before" ? "before" : "after";
            const taken = await Promise.resolve(session.take(2 ** 28 + blocks)).catch(() => undefined);
            assert.equal(taken, undefined);
            store.dies = "never";
            sessions[0] = open(0);
            sessions[1] = open(1);
          } else {
            const sizes = type === "burst" ? [blocks, 7, blocks, 1] : [blocks];
            const taken = await Promise.allSettled(sizes.map((size) => Promise.resolve(session.take(size))));
            for (const [i, result] of taken.entries()) {
              if (result.status === "fulfilled") ledger.note(result.value, sizes[i] ?? 0);
            }
          }
        }
      }),
    ),
    { numRuns: 60 },
  );
});

test("take() begins where Borg begins, and leaves what Borg leaves", async () => {
  await inTemporaryFolder(async (folder) => {
    const store = new NonceStore();
    const first = new NonceReservation(store, folder, 0n);
    assert.equal(await first.take(28), 0n);
    assert.equal(store.free, NONCE_SPACE_RESERVATION + 28n);
    assert.equal(readFileSync(join(folder, "nonce"), "utf8"), "000000001000001c");
    assert.equal(first.take(5), 28n, "at once: the reservation has room");
    const second = new NonceReservation(store, folder, 30n);
    assert.equal(await second.take(1), 0x1000001cn);
    assert.equal(readFileSync(join(folder, "nonce"), "utf8"), "000000002000001d");
    assert.equal(second.take(0), 0n);
  });
});

test("take() refuses a spoiled nonce file", async () => {
  await inTemporaryFolder(async (folder) => {
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(folder, "nonce"), "not a nonce");
    const nonces = new NonceReservation(new NonceStore(), folder, 0n);
    await assert.rejects(async () => nonces.take(1), /invalid nonce file/);
  });
});

test("take() goes on after a reservation that failed", async () => {
  await inTemporaryFolder(async (folder) => {
    const store = new NonceStore();
    const nonces = new NonceReservation(store, folder, 0n);
    store.dies = "after";
    await assert.rejects(async () => nonces.take(1), /died after/);
    store.dies = "never";
    assert.equal(await nonces.take(1), NONCE_SPACE_RESERVATION + 1n, "what was reserved and not used is lost");
  });
});
