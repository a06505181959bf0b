import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { cellWidth } from "@coffer/cli/text";
import type { Borg, BorgCall } from "../borg/index.ts";
import { BorgBrowseSource } from "./borg-browse-source.ts";
import {
  beginBrowsing,
  type BrowseKey,
  type BrowseState,
  currentPage,
  openPage,
  pressKey,
  shownEntries,
  type Step,
} from "./browse-model.ts";
import type { BrowseSource, Entry } from "./browse-source.ts";
import { pageRows, renderBrowser } from "./browse-view.ts";
import { decodeKeys } from "./decode-keys.ts";
import { FileTree } from "./file-tree.ts";
import { runBrowser } from "./run-browser.ts";

const ROWS = 5;
const SIZE = { columns: 60, rows: ROWS + 4 };

test("decodeKeys() knows arrows, pages, Enter, letters of all lengths, and leaves out what it does not know", () => {
  const keys = decodeKeys("\u001B[A\u001BOB\u001B[5~\u001B[99~\r\u007Fé🙂\u0001\u001B");
  assert.deepEqual(keys, ["up", "down", "page-up", "enter", "back", { typed: "é" }, { typed: "🙂" }, "escape"]);
});

test("pressKey() moves within the page and stops at its ends", () => {
  const state = beginBrowsing(entries(12));
  const at = (...keys: BrowseKey[]) => currentPage(press(state, ...keys).state).selected;
  assert.deepEqual(
    [at("up"), at("down"), at("page-down"), at("end"), at("end", "down"), at("end", "page-up"), at("end", "home")],
    [0, 1, 5, 11, 11, 6, 0],
  );
});

test("pressKey() opens, goes back, and quits", () => {
  const first = beginBrowsing(entries(3));
  const opened = press(first, "down", "enter");
  assert.deepEqual(opened.effect, { kind: "open", entry: entries(3)[1] });
  const second = openPage(opened.state, { title: "second", entries: [] });
  assert.equal(press(second, "enter").effect, undefined);
  const back = press(second, "back").state;
  assert.deepEqual([back.pages.length, currentPage(back).selected], [1, 1]);
  assert.equal(press(first, "back").state.pages.length, 1);
  assert.deepEqual(press(first, { typed: "q" }).effect, { kind: "quit" });
});

test("pressKey() filters while one types; back and escape take the filter away", () => {
  const typed = press(beginBrowsing(entries(12)), "end", ...letters("/NAME 1x"), "back").state;
  const names = (state: BrowseState) => shownEntries(currentPage(state)).map(({ name }) => name);
  assert.deepEqual(names(typed), ["name 1", "name 10", "name 11"]);
  assert.equal(currentPage(typed).selected, 0);
  const done = press(typed, "enter").state;
  assert.deepEqual([done.prompt, names(done).length], [undefined, 3]);
  assert.equal(names(press(done, "back").state).length, 12);
  assert.equal(names(press(typed, "escape").state).length, 12);
});

test("pressKey() asks where to restore; repositories cannot be", () => {
  const state = beginBrowsing(entries(2));
  const step = press(state, ...letters("r"), ...Array<BrowseKey>(8).fill("back"), ...letters("/to"), "enter");
  assert.deepEqual(step.effect, { kind: "restore", entry: entries(2)[0], target: "/to" });
  assert.equal(press(state, ...letters("r"), "escape").state.prompt, undefined);
  const repositories = beginBrowsing([{ name: "r", detail: "", place: { kind: "repository", repository: "r" } }]);
  assert.equal(press(repositories, ...letters("r")).state.prompt, undefined);
});

test("a file that is shown scrolls, and can be restored", () => {
  const file = entries(1);
  const page = { title: "file", entries: file, lines: ["a", "b", "c"] };
  const state = openPage(beginBrowsing(file), page);
  const scrolled = press(state, "down", "down", "down").state;
  assert.equal(currentPage(scrolled).selected, 2);
  assert.equal(renderBrowser(scrolled, SIZE)[2], "c");
  assert.equal(press(scrolled, ...letters("r"), "enter").effect?.kind, "restore");
});

test("renderBrowser() fills the screen exactly, whatever the names", () => {
  const names = ["\u001B[2Jevil\n", "x".repeat(500), "日本語".repeat(30), "\u202Egpj.exe", "a\u0301"];
  const state = beginBrowsing(names.map((name): Entry => ({ ...entryOf(name), detail: "1.00 kB" })));
  const lines = renderBrowser(state, SIZE);
  assert.equal(lines.length, SIZE.rows);
  const text = lines.join("\n").replaceAll(/\u001B\[[017]?m/g, "");
  assert.doesNotMatch(text, /[^\P{Cc}\n]|\u202E/u);
  assert.ok(text.split("\n").every((line) => cellWidth(line) <= SIZE.columns));
});

test("renderBrowser() keeps the selected entry in sight and marks it", () => {
  const state = press(beginBrowsing(entries(50)), ...Array<BrowseKey>(30).fill("down")).state;
  const body = renderBrowser(state, SIZE).slice(2, 2 + pageRows(SIZE));
  const marked = body.filter((line) => line.includes("\u001B[7m"));
  assert.equal(marked.length, 1);
  assert.match(marked[0] ?? "", /name 30 /);
});

test("FileTree makes up folders that are not listed, whatever the order", () => {
  const tree = new FileTree();
  tree.add({ path: "a/b/file", type: "-" });
  tree.add({ path: "a/b", type: "d", mtime: "now" });
  tree.add({ path: "a/c", type: "l" });
  assert.deepEqual([...(tree.find("")?.folders.keys() ?? [])], ["a"]);
  assert.deepEqual([...(tree.find("a")?.folders.keys() ?? []), ...(tree.find("a")?.others.keys() ?? [])], ["b", "c"]);
  assert.equal(tree.find("a/b")?.item.mtime, "now");
  assert.deepEqual([...(tree.find("a/b")?.others.keys() ?? [])], ["file"]);
  assert.equal(tree.find("a/c"), undefined);
});

test("BorgBrowseSource asks Borg for archives, items once, contents and restores", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "browse-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { borg, calls } = recordingBorg();
  const source = new BorgBrowseSource([{ name: "label", path: "/repo", borg }]);
  const [repository] = source.repositories();
  assert.deepEqual([repository?.name, repository?.detail], ["label", "/repo"]);
  const [archive, older] = await source.list(placeOf(repository));
  assert.deepEqual([archive?.name, archive?.detail, older?.name], ["new", "2026-01-02 03:04:05", "old"]);
  const [etc] = await source.list(placeOf(archive));
  const [hosts, link] = await source.list(placeOf(etc));
  assert.deepEqual([etc?.name, hosts?.name, hosts?.detail], ["etc/", "hosts", "5 B  2026-01-01 00:00:00"]);
  assert.equal(link?.detail, "-> hosts");
  assert.deepEqual(await source.preview(placeOf(hosts)), ["hello"]);
  const target = join(folder, "to", "here");
  await source.restore(placeOf(etc), target);
  assert.ok(existsSync(target));
  assert.deepEqual(calls, [
    "list --json /repo",
    "list --json-lines /repo::new",
    "extract --stdout /repo::new pp:etc/hosts",
    `extract /repo::new pp:etc in ${target}`,
  ]);
});

test("runBrowser() shows pages, troubles and restores, and leaves the screen as it was", async () => {
  const restored: string[] = [];
  const source: BrowseSource = {
    repositories: () => [{ name: "repo", detail: "", place: { kind: "repository", repository: "repo" } }],
    list: async (place) => {
      if (place.kind === "archive") throw new Error("Archive is\nbroken");
      return [{ name: "arch", detail: "", place: { kind: "archive", repository: "repo", archive: "arch" } }];
    },
    preview: () => assert.fail(),
    restore: async (_place, target) => {
      restored.push(target);
    },
  };
  const written: string[] = [];
  async function* input(): AsyncGenerator<string> {
    yield "\r";
    yield "\r";
    yield "r\r";
    yield "q";
    assert.fail("read on after the end");
  }
  await runBrowser(source, { input: input(), write: (text) => written.push(text), size: () => SIZE }, "/cwd");
  assert.deepEqual(restored, ["/cwd/restored"]);
  assert.equal(written[0], "\u001B[?1049h\u001B[?25l");
  assert.equal(written.at(-1), "\u001B[?25h\u001B[?1049l");
  const screens = written.join("\0");
  for (const text of ["Repositories › repo", "Archive is�broken", "Restored into /cwd/restored"]) {
    assert.ok(screens.includes(text), text);
  }
});

function press(state: BrowseState, ...keys: readonly BrowseKey[]): Step {
  let step: Step = { state };
  for (const key of keys) step = pressKey(step.state, key, ROWS);
  return step;
}

function letters(text: string): BrowseKey[] {
  return Array.from(text, (typed) => ({ typed }));
}

function entries(count: number): Entry[] {
  return Array.from({ length: count }, (_, index) => entryOf(`name ${index}`));
}

function entryOf(name: string): Entry {
  return { name, detail: "", place: { kind: "file", repository: "r", archive: "a", path: name } };
}

function placeOf(entry: Entry | undefined): Entry["place"] {
  assert.ok(entry !== undefined);
  return entry.place;
}

/** A Borg that knows one repository with two archives. */
function recordingBorg(): { borg: Borg; calls: string[] } {
  const calls: string[] = [];
  const archives = [
    { name: "old", time: "2026-01-01T00:00:00.000000" },
    { name: "new", time: "2026-01-02T03:04:05.000000" },
  ];
  const items = [
    { path: "etc", type: "d" },
    { path: "etc/hosts", type: "-", size: 5, mtime: "2026-01-01T00:00:00.000000" },
    { path: "etc/link", type: "l", linktarget: "hosts" },
  ];
  const run = async (call: BorgCall) => {
    const { command, options, positionals, output, cwd } = call;
    const words = [...command, ...options, ...positionals];
    calls.push(cwd === undefined ? words.join(" ") : `${words.join(" ")} in ${cwd}`);
    if (output.kind === "capture") for (const item of items) output.onLine?.(JSON.stringify(item));
    const text = options.includes("--json") ? JSON.stringify({ archives }) : "hello";
    return { exitCode: 0, text };
  };
  return { borg: { sparesSpecialFiles: true, version: () => assert.fail(), run, forget: () => undefined }, calls };
}
