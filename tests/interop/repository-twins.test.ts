import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { LocalRepository } from "@coffer/engine/repository";
import { BorgRepository } from "@coffer/testkit/borg-repository";
import { findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { testContext } from "@coffer/testkit/context";

/*
 * The same calls on two repositories, one in the hands of the real borg 1.4, one in ours, must leave the same bytes in every
 * file: segments, index, hints, integrity.
 */

type Operation =
  | { readonly kind: "put"; readonly id: number; readonly size: number }
  | { readonly kind: "delete"; readonly id: number }
  | { readonly kind: "commit"; readonly compact: boolean; readonly threshold: number }
  | { readonly kind: "reopen"; readonly lose: "nothing" | "index" | "hints" | "all" };

const LIMITS = { max_segment_size: 600, segments_per_dir: 7 };
const idArbitrary = fc.integer({ min: 0, max: 11 });

const operations: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant("put" as const), id: idArbitrary, size: fc.nat(200) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("delete" as const), id: idArbitrary }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("commit" as const),
        compact: fc.boolean(),
        threshold: fc.constantFrom(0, 0.1, 0.5, 0.9),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("reopen" as const),
        lose: fc.constantFrom("nothing" as const, "index" as const, "hints" as const, "all" as const),
      }),
    },
  ),
  { minLength: 5, maxLength: 60 },
);

/** Buckets of the smallest index: ids that differ by a multiple of it meet in one bucket. */
const BUCKETS = 1031;

/** Number 0 is the manifest's. */
function id(number: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setUint32(0, (number % 3) + BUCKETS * number, true);
  return bytes;
}

/** Puts a repository in place of ours with the config of borg's, so that both have the same limits. */
function copyFresh(source: string, target: string): void {
  mkdirSync(join(target, "data"), { recursive: true });
  for (const name of ["README", "config"]) copyFileSync(join(source, name), join(target, name));
}

function lose(folder: string, what: "nothing" | "index" | "hints" | "all"): void {
  if (what === "nothing") return;
  const pattern = what === "all" ? /^(index|hints|integrity)\./ : new RegExp(`^${what}\\.`);
  for (const name of readdirSync(folder)) if (pattern.test(name)) rmSync(join(folder, name));
}

async function runTwins(
  borg: BorgRepository,
  borgPath: string,
  cofferPath: string,
  list: readonly Operation[],
): Promise<void> {
  const ctx = testContext();
  await borg.create(borgPath, LIMITS);
  copyFresh(borgPath, cofferPath);
  await borg.open(borgPath);
  let coffer = await LocalRepository.open(cofferPath, { exclusive: true }, ctx);
  let committed = new Set<number>();
  let present = new Set<number>();
  let isActive = false;
  let hasLeftovers = false;
  let value = 0;
  for (const operation of list) {
    if (operation.kind === "put") {
      value += 1;
      const data = new Uint8Array(operation.size).fill(value);
      await borg.put(id(operation.id), data);
      await coffer.put(id(operation.id), data);
      present.add(operation.id);
      isActive = true;
    } else if (operation.kind === "delete" && present.has(operation.id)) {
      await borg.delete(id(operation.id));
      await coffer.delete(id(operation.id));
      present.delete(operation.id);
      isActive = true;
    } else if (operation.kind === "commit" && isActive) {
      await borg.commit(operation);
      await coffer.commit(operation);
      committed = new Set(present);
      isActive = false;
      hasLeftovers = false;
      assert.deepEqual(snapshot(cofferPath), snapshot(borgPath));
    } else if (operation.kind === "reopen") {
      await borg.close();
      await coffer.close();
      // The first transaction has nothing to go back to: borg would stumble over its own segments.
      if (isActive && committed.size === 0) return;
      // What was not committed we remove at once, borg with its next transaction.
      hasLeftovers ||= isActive;
      present = new Set(committed);
      isActive = false;
      lose(borgPath, operation.lose);
      lose(cofferPath, operation.lose);
      await borg.open(borgPath);
      coffer = await LocalRepository.open(cofferPath, { exclusive: true }, ctx);
      assert.deepEqual(
        (await coffer.list()).map((found) => Buffer.from(found).toString("hex")),
        await borg.list(),
      );
      if (!hasLeftovers) assert.deepEqual(snapshot(cofferPath), snapshot(borgPath));
    }
  }
  await borg.close();
  await coffer.close();
}

/** Content of every file but locks and config, which differ by nature: in hex, long ones as their hash. */
function snapshot(folder: string, prefix = ""): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory())
      for (const [key, value] of snapshot(path, `${prefix}${name}/`)) files.set(key, value);
    else if (name !== "config" && !path.includes("/lock.")) files.set(prefix + name, summary(readFileSync(path)));
  }
  return files;
}

function summary(bytes: Buffer): string {
  return bytes.length < 1000 ? bytes.toString("hex") : createHash("sha256").update(bytes).digest("hex");
}

const { borg14 } = findBorgs();

test("borg 1.4 and coffer leave the same bytes", { skip: borg14 === undefined ? "no borg 1.4" : false }, async (t) => {
  assert.ok(borg14 !== undefined);
  const folder = temporaryFolder(t, { inMemory: 50_000_000 });
  await using borg = new BorgRepository(borg14, folder);
  const seed = Number(process.env["COFFER_SEED"] ?? Date.now() % 1_000_000);
  const numRuns = Number(process.env["COFFER_RUNS"] ?? 60);
  t.diagnostic(`COFFER_SEED=${seed}`);
  let count = 0;
  await fc.assert(
    fc.asyncProperty(operations, async (list) => {
      count += 1;
      await runTwins(borg, join(folder, `borg-${count}`), join(folder, `coffer-${count}`), list);
    }),
    { seed, numRuns },
  );
});
