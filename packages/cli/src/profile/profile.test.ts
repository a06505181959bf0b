import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { MsgpackError, packValue } from "@coffer/format/bytes";
import { CpuProfiler, convertProfile, functionTimes, packProfile } from "./index.ts";

const frame = (functionName: string, url: string, lineNumber: number) => ({
  functionName,
  url,
  lineNumber,
  columnNumber: 0,
  scriptId: "1",
});

/** root → main (1 sample) → work (2 samples) → work (1 sample). */
const PROFILE = {
  nodes: [
    { id: 1, callFrame: frame("(root)", "", -1), children: [2] },
    { id: 2, callFrame: frame("main", "a.js", 0), children: [3] },
    { id: 3, callFrame: frame("work", "a.js", 9), children: [4] },
    { id: 4, callFrame: frame("work", "a.js", 9) },
  ],
  startTime: 0,
  endTime: 4_000_000,
  samples: [2, 3, 4, 3],
  timeDeltas: [1_000_000, 1_000_000, 1_000_000, 1_000_000],
};

test("functionTimes() adds samples up by function, one that calls itself once", () => {
  const found = functionTimes(PROFILE).map(({ place, calls, own, total }) => [
    place.name,
    place.line,
    calls,
    own,
    total,
  ]);
  assert.deepEqual(
    found.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
    [
      ["(root)", 0, 0, 0, 4],
      ["main", 1, 1, 1, 4],
      ["work", 10, 3, 3, 3],
    ],
  );
});

test("a profile is one that Python's pstats takes for its own", (t) => {
  const script =
    "import pstats,sys,tempfile\nf=tempfile.NamedTemporaryFile()\nf.write(sys.stdin.buffer.read())\nf.flush()\n" +
    "s=pstats.Stats(f.name)\ns.strip_dirs()\ns.sort_stats('cumtime')\nprint(s.total_calls, s.total_tt, sorted(k[2] for k in s.stats))";
  const run = spawnSync("python3", ["-c", script], { input: convertProfile(packProfile(functionTimes(PROFILE))) });
  if (run.error !== undefined) {
    t.skip("no python3");
    return;
  }
  assert.equal(run.stderr.toString(), "");
  assert.equal(run.stdout.toString(), "4 4.0 ['(root)', 'main', 'work']\n");
});

test("convertProfile() writes all that msgpack has as marshal does", () => {
  const bytes = convertProfile(packValue([null, true, false, 1, -(2 ** 31) - 1, 1.5, "ä", new Map([["k", []]])]));
  const hex = [
    "2808000000",
    "4e",
    "54",
    "46",
    "6901000000",
    "6cfdffffff010000000200",
    "67000000000000f83f",
    "7502000000c3a4",
    "7b75010000006b280000000030",
  ];
  assert.equal(Buffer.from(bytes).toString("hex"), hex.join(""));
});

test("convertProfile() refuses what is no profile", () => {
  assert.throws(() => convertProfile(new Uint8Array(0)), MsgpackError);
  assert.throws(() => convertProfile(Uint8Array.of(0x93, 1)), MsgpackError);
  assert.throws(() => convertProfile(Uint8Array.of(1, 1)), RangeError);
  assert.throws(() => convertProfile(new Uint8Array(1000).map(() => 0x91)), RangeError);
});

test("CpuProfiler sees what runs", async () => {
  const profiler = new CpuProfiler();
  await profiler.start();
  const end = performance.now() + 30;
  while (performance.now() < end);
  const names = functionTimes(await profiler.stop()).map(({ place }) => place.name);
  assert.ok(names.includes("(root)"));
});
