import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { TestContext } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { testContext } from "@coffer/testkit/context";
import { readSample } from "@coffer/testkit/spec";
import { CacheConfig } from "./cache-config.ts";

const ID_HEX = "c8d88b10ac25b6323b05979ff39a3f74a097e891b9acc9cd4b73705fe308d844";
const MANIFEST = "818ca5524105c0ab016b435fb8cf8d71bdd0b61bd3b1952578700271b72a79cd";

function open(t: TestContext, text?: string): CacheConfig {
  const base = temporaryFolder(t);
  const ctx = testContext({ folders: { base, config: base, keys: base, security: base, cache: base } });
  if (text !== undefined) {
    mkdirSync(join(base, ID_HEX));
    writeFileSync(join(base, ID_HEX, "config"), text);
  }
  return new CacheConfig({ id: Buffer.from(ID_HEX, "hex"), location: "/srv/samples/repokey/repo" }, ctx);
}

function sampleConfig(): string {
  const files = [...readSample("client-state-repokey")];
  const config = files.find(([path]) => path.endsWith(`${ID_HEX}/config`))?.[1];
  assert.ok(config);
  return Buffer.from(config).toString();
}

test("load() understands what Borg wrote, save() writes the same", async (t) => {
  const config = open(t, sampleConfig());
  assert.equal(await config.load(), true);
  assert.equal(config.manifestId, MANIFEST);
  assert.equal(config.timestamp, "2026-11-22T15:12:07.688529");
  assert.equal(config.key_type, "3");
  assert.equal(config.previous_location, "/srv/samples/repokey/repo");
  assert.deepEqual([...config.integrity.keys()], ["chunks", "files"]);
  await config.save();
  assert.equal(readFileSync(config.path, "utf8"), sampleConfig());
  await config.save({ manifestId: MANIFEST, timestamp: "2026-11-22T15:12:07.688529", keyType: 3 });
  assert.equal(readFileSync(config.path, "utf8"), sampleConfig());
});

test("create() writes a config that belongs to no manifest", async (t) => {
  const config = open(t);
  assert.equal(await config.exists(), false);
  assert.equal(await config.load(), false);
  await config.create();
  assert.equal(
    readFileSync(config.path, "utf8"),
    `[cache]\nversion = 1\nrepository = ${ID_HEX}\nmanifest = \n\n[integrity]\nmanifest = \n\n`,
  );
  assert.equal(await config.load(), true);
  assert.equal(config.manifestId, "");
});

test("load() does not believe integrity data of another manifest", async (t) => {
  const stale = sampleConfig().replace(/(\[integrity\]\nmanifest = )\w+/, `$1${"0".repeat(64)}`);
  const config = open(t, stale);
  assert.equal(await config.load(), true);
  assert.equal(config.integrity.size, 0);
});

test("load() gives up what is no config, and refuses another version", async (t) => {
  for (const text of ["", "junk", "[cache]\nversion = 1\nversion = 1\n", "[cache]\nversion = 1\nmanifest = zz\n"]) {
    assert.equal(await open(t, text).load(), false, text);
  }
  await assert.rejects(open(t, "[cache]\nversion = 2\n").load(), /unexpected cache version 2 \(wanted: 1\)/);
});
