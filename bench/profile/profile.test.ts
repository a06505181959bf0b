import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { perform } from "../scenarios/index.ts";
import { flamePage } from "./flame-page.ts";
import { frameTreeOf, hotFunctionsOf } from "./frame.ts";
import type { CpuProfile } from "./frame.ts";
import { readThreads, sampled } from "./profile-command.ts";

function node(id: number, functionName: string, children: number[] = [], url = ""): CpuProfile["nodes"][number] {
  return { id, callFrame: { functionName, url, lineNumber: 4 }, children };
}

const PROFILE: CpuProfile = {
  nodes: [
    node(1, "(root)", [2, 3, 6]),
    node(2, "(idle)"),
    node(3, "outer", [4], "file:///root/packages/format/src/a.ts"),
    node(4, "", [5], "file:///root/packages/format/src/a.ts"),
    node(5, "<hot>"),
    node(6, "<hot>"),
  ],
  samples: [2, 3, 5, 5, 4, 6],
  timeDeltas: [1000, 10, 200, -5, 30, 7],
};

test("frameTreeOf() adds up what each frame took, itself and with what it called", () => {
  const top = frameTreeOf(PROFILE, "/root");
  const outer = top.children[1];
  assert.equal(top.total, 1247);
  assert.deepEqual([outer?.self, outer?.total], [10, 240]);
  assert.deepEqual(
    [outer?.children[0]?.name, outer?.children[0]?.place],
    ["(anonymous)", "packages/format/src/a.ts:5"],
  );
});

test("frameTreeOf() is not overrun by deep recursion", () => {
  const depth = 50_000;
  const nodes = Array.from({ length: depth }, (_, index) => node(index, "again", index + 1 < depth ? [index + 1] : []));
  assert.equal(frameTreeOf({ nodes, samples: [depth - 1], timeDeltas: [3] }, "/").total, 3);
});

test("frameTreeOf() folds the loading of modules, but not what modules do when they are loaded", () => {
  const loader = "node:internal/modules/esm/module_job";
  const nodes = [
    node(1, "(root)", [2, 4]),
    node(2, "link", [3], loader),
    node(3, "parse"),
    node(4, "run", [5], loader),
    node(5, "main", [], "file:///root/packages/cli/src/main.ts"),
  ];
  const top = frameTreeOf({ nodes, samples: [2, 3, 5], timeDeltas: [1, 2, 4] }, "/root");
  assert.deepEqual(
    top.children.map(({ name, self, total, children }) => [name, self, total, children.length]),
    [
      ["(loading modules)", 3, 3, 0],
      ["run", 0, 4, 1],
    ],
  );
});

test("hotFunctionsOf() puts calls of a function together, and leaves out waiting", () => {
  const hot = hotFunctionsOf(frameTreeOf(PROFILE, "/root"));
  assert.deepEqual(
    hot.map(({ name, self }) => [name, self]),
    [
      ["<hot>", 207],
      ["(anonymous)", 30],
      ["outer", 10],
    ],
  );
});

test("flamePage() draws every frame, escapes names, and needs nothing from elsewhere", () => {
  const page = flamePage("a < b", [{ name: "main thread", top: frameTreeOf(PROFILE, "/root") }]);
  assert.ok(page.includes("<h1>a &lt; b</h1>"));
  assert.ok(page.includes("&lt;hot>") && !page.includes("<hot>"));
  assert.equal(page.match(/class="frame"/g)?.length, 5);
  assert.ok(!/https?:|\bsrc=/.test(page));
});

test("a sampled program writes the profile of its main thread and of workers, terminated ones too", async (context) => {
  const folder = temporaryFolder(context);
  const program = join(folder, "program.mjs");
  writeFileSync(
    program,
    `import { isMainThread, parentPort, Worker } from "node:worker_threads";
     if (isMainThread) {
       const worker = new Worker(new URL(import.meta.url), { env: {} });
       worker.once("message", () => worker.terminate());
     } else {
       setInterval(() => {}, 1000);
       parentPort.postMessage("here");
     }`,
  );
  const { env, path } = sampled({ path: "node", words: [], cwd: folder, env: {} }, join(folder, "profiles"));
  await perform({ path: env["COFFER_NODE"] ?? path, words: [program], cwd: folder, env });
  assert.deepEqual(
    readThreads(join(folder, "profiles")).map(({ name }) => name),
    ["main thread", "worker 1"],
  );
});
