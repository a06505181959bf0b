import assert from "node:assert/strict";
import { test } from "node:test";
import { createSecrets, sealKeyBlob } from "@coffer/format/keys";
import { testContext } from "@coffer/testkit/context";
import { RunMemory } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { KeyDerivation } from "./key-derivation.ts";

const repository = { location: "/r" } as Repository;
const blob = sealed(1);

function sealed(salt: number): Uint8Array {
  const secrets = createSecrets("repokey", new Uint8Array(32), (length) => new Uint8Array(length));
  return sealKeyBlob(secrets, "secret", new Uint8Array(32).fill(salt));
}

test("of() derives a key once in a run, and again for another passphrase or another blob", async () => {
  const ctx = testContext({ memory: new RunMemory() });
  const first = KeyDerivation.of(repository, ctx, blob, "secret");
  assert.equal(KeyDerivation.of(repository, ctx, blob.slice(), "secret"), first);
  assert.notEqual(KeyDerivation.of({ ...repository, location: "/other" }, ctx, blob, "secret"), first);
  const wrong = KeyDerivation.of(repository, ctx, blob, "wrong");
  assert.notDeepEqual(await wrong.key, await first.key);
  const resealed = KeyDerivation.of(repository, ctx, sealed(2), "wrong");
  assert.notDeepEqual(await resealed.key, await wrong.key);
});

test("of() derives each time where there is no run", async () => {
  const ctx = testContext();
  const first = KeyDerivation.of(repository, ctx, blob, "secret");
  const second = KeyDerivation.of(repository, ctx, blob, "secret");
  assert.notEqual(second, first);
  assert.deepEqual(await second.key, await first.key);
});
