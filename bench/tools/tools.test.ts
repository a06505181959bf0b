import assert from "node:assert/strict";
import { test } from "node:test";
import { borgSpeech } from "./borg-speech.ts";
import { isAtLeast, resticSpeech } from "./restic-speech.ts";
import { rusticSpeech } from "./rustic-speech.ts";
import type { Setting } from "./tool.ts";

const place = { home: "/h", repository: "/r" };
const setting = (compression: Setting["compression"]): Setting => ({ mode: "repokey", compression });

test("isAtLeast() reads what programs print for their version", () => {
  assert.equal(isAtLeast("restic 0.14.0 compiled with go1.19.8 on linux/amd64", [0, 18]), false);
  assert.equal(isAtLeast("restic 0.18.1 compiled with go1.25.1 on linux/amd64", [0, 18]), true);
  assert.equal(isAtLeast("restic 1.0.0", [0, 18]), true);
  assert.equal(isAtLeast("", [0, 18]), false);
});

test("programs compress in the class that is asked for", () => {
  const level = (version: string, compression: Setting["compression"]): string | undefined =>
    resticSpeech(version).create(place, "a", setting(compression))[2];
  assert.deepEqual([level("restic 0.14.0", "lz4"), level("restic 0.14.0", "zstd,10")], ["auto", "max"]);
  assert.deepEqual([level("restic 0.18.0", "lz4"), level("restic 0.18.0", "zstd,10")], ["fastest", "better"]);
  assert.deepEqual(rusticSpeech.init(place, setting("zstd,10")), [["init", "--set-compression", "10"]]);
});

test("archives have the time that is asked for", () => {
  const time = new Date(Date.UTC(2026, 0, 31));
  const timed = (speech: typeof borgSpeech): string => speech.create(place, "a", setting("lz4"), time).join(" ");
  assert.equal(timed(borgSpeech), "create -C lz4 --timestamp 2026-01-31T00:00:00 /r::a .");
  assert.match(timed(resticSpeech("restic 0.14.0")), /--time 2026-01-31 00:00:00/);
  assert.match(timed(rusticSpeech), /--time 2026-01-31T00:00:00/);
});
