import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { cellWidth } from "@coffer/cli/text";
import type { Progress } from "@coffer/engine/context";
import { ExpectedArchives, ProgressBar, RunProgress } from "./index.ts";
import { progressLine } from "./progress-line.ts";

const GIGABYTE = 1_000_000_000;

test("an archive's line has a bar and the time left once its size is known from the last one", () => {
  const expected = { original_size: 10 * GIGABYTE, nfiles: 9 };
  const line = (elapsedMs: number, gigabytes: number): string =>
    progressLine({ progress: archive(gigabytes * GIGABYTE, "/etc"), elapsedMs, columns: 120, expected });
  assert.equal(line(60_000, 2.5), " 25% █████░░░░░░░░░░░░░░░ 2.5 GB of about 10.0 GB, 1,234 files, 3 min left  /etc");
  assert.match(line(60_000, 20), / 99% .* 1 s left/);
  assert.match(line(36_000_000, 2.5), / 30 h 0 min left/);
  assert.doesNotMatch(line(1_000, 2.5), /left/);
  assert.doesNotMatch(line(60_000, 0.01), /left/);
});

test("the first archive's line has the speed", () => {
  const line = progressLine({ progress: archive(GIGABYTE, "a"), elapsedMs: 10_000, columns: 80 });
  assert.equal(line, "1.0 GB, 1,234 files, 100.0 MB/s  a");
});

test("a step's line counts what is done, not what was begun", () => {
  const progress = step({ current: 6, total: 10, info: ["segment 6"] });
  const line = progressLine({ progress, elapsedMs: 5_000, columns: 80 });
  assert.equal(line, " 50% ██████████░░░░░░░░░░, 5 s left  segment 6");
  const percent = step({ current: 1, total: 3, message: "Checking segments 33.3%" });
  assert.equal(
    progressLine({ progress: percent, elapsedMs: 0, columns: 80 }),
    "  0% ░░░░░░░░░░░░░░░░░░░░  Checking segments",
  );
  assert.equal(progressLine({ progress: step({ message: "Starting" }), elapsedMs: 0, columns: 80 }), "Starting");
});

test("a line fits the terminal, keeps the end of long paths, and lets no control character through", () => {
  for (const columns of [10, 20, 40, 60, 80]) {
    for (const path of ["x".repeat(300), "日本語".repeat(50), "\u001B[2J\n/evil\uDC80"]) {
      const line = progressLine({ progress: archive(GIGABYTE, path), elapsedMs: 9_000, columns });
      assert.ok(cellWidth(line) < columns, `${columns}: ${line}`);
      assert.doesNotMatch(line, /[\p{Cc}\p{Cs}]/u);
    }
  }
  const line = progressLine({ progress: archive(1, `/${"long/".repeat(50)}end`), elapsedMs: 1, columns: 80 });
  assert.match(line, / {2}….*long\/end$/);
});

test("ProgressBar draws on one line, not too often, and takes it away at the end", () => {
  let nowMs = 0;
  const written: string[] = [];
  const bar = new ProgressBar({ write: (text) => written.push(text), columns: () => 80, nowMs: () => nowMs });
  for (nowMs = 0; nowMs < 1_000; nowMs += 10) bar.show(archive(nowMs, "p"));
  assert.equal(written.length, 10);
  assert.ok(written.every((text) => /^\r\u001B\[K[^\n]+$/.test(text)));
  bar.show({ ...archive(0, ""), finished: true });
  bar.hide();
  assert.deepEqual([written.length, written.at(-1)], [11, "\r\u001B[K"]);
});

test("ProgressBar makes room for lines of the log", () => {
  const written: string[] = [];
  const bar = new ProgressBar({ write: (text) => written.push(text), columns: () => 80, nowMs: () => 0 });
  const sink = bar.around({ write: ({ message }) => written.push(`${message}\n`) });
  sink.write({ level: "info", message: "first", prefix: "", timeMs: 0 });
  bar.show(archive(5, "p"));
  sink.write({ level: "info", message: "second", prefix: "", timeMs: 0 });
  assert.deepEqual([written[0], written.slice(-2)], ["first\n", ["\r\u001B[K", "second\n"]]);
});

test("ExpectedArchives remembers per key, for the owner only, and forgives what is broken", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "progress-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const archives = new ExpectedArchives(join(folder, "state"));
  assert.equal(await archives.read("a"), undefined);
  await archives.write("a", { original_size: 5, nfiles: 6 });
  assert.deepEqual(await archives.read("a"), { original_size: 5, nfiles: 6 });
  assert.equal(await archives.read("b"), undefined);
  const [name = ""] = await readdir(join(folder, "state", "archives"));
  const path = join(folder, "state", "archives", name);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  for (const text of ["{", "null", '{"original_size":-1,"nfiles":0}', '{"original_size":"5"}']) {
    writeFileSync(path, text);
    assert.equal(await archives.read("a"), undefined);
  }
  await new ExpectedArchives("/dev/null/x").write("a", { original_size: 1, nfiles: 1 });
});

test("RunProgress measures the next archive of a repository by its last complete one", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "progress-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const written: string[] = [];
  const screen = { write: (text: string) => written.push(text), columns: () => 80, nowMs: () => 0 };
  const archives = new ExpectedArchives(folder);
  const progress = new RunProgress(new ProgressBar(screen), archives);
  await progress.begin("repo");
  progress.show(archive(GIGABYTE, "p"));
  await progress.end();
  assert.equal(await archives.read("repo"), undefined, "an archive that was given up is no measure");
  progress.show(archive(2 * GIGABYTE, "p"));
  progress.show({ ...archive(0, ""), finished: true });
  await progress.end();
  assert.deepEqual(await archives.read("repo"), { original_size: 2 * GIGABYTE, nfiles: 1_234 });
  await progress.begin("repo");
  progress.show(archive(GIGABYTE, "p"));
  assert.match(written.at(-1) ?? "", / 50% .* 1.0 GB of about 2.0 GB/);
  await progress.begin("other");
  progress.show({ ...archive(GIGABYTE, "q"), finished: true });
  await progress.end();
  assert.equal(await archives.read("other"), undefined, "what was heard of one repository says nothing of another");
});

function archive(original_size: number, path: string): Progress {
  const sizes = { original_size, compressed_size: 1, deduplicated_size: 1 };
  return { type: "archive_progress", ...sizes, nfiles: 1_234, path, finished: false };
}

function step(fields: { current?: number; total?: number; info?: string[]; message?: string }): Progress {
  return { type: "progress_percent", operation: 1, msgid: "check.verify_data", finished: false, ...fields };
}
