import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "@coffer/format/archive";
import { bytesToText } from "@coffer/format/bytes";
import type { NodeAttributes } from "../../fuse/index.ts";
import { ROOT_NODE } from "../../fuse/index.ts";
import { FactsMaker } from "./item-facts.ts";
import { MountedTree } from "./mounted-tree.ts";
import type { MountView } from "./mount-view.ts";
import { type ForeignContent, TreeBuilder } from "./tree-builder.ts";
import { Versions } from "./versions.ts";

const VIEW: MountView = {
  stripComponents: 0,
  considerPartFiles: false,
  numericIds: true,
  umask: 0,
  allowDamagedFiles: false,
  versions: false,
};
const FOLDER = 0o040755;
const FILE = 0o100644;

function item(path: string, mode: number, more: Partial<Item> = {}): Item {
  return { path, mode, uid: 0, gid: 0, user: null, group: null, mtime: 5n, ...more };
}

function chunksOf(byte: number): Pick<Item, "chunks"> {
  return { chunks: [{ id: new Uint8Array(32).fill(byte), size: byte, csize: 1 }] };
}

class World {
  readonly facts: FactsMaker;
  readonly tree: MountedTree;
  readonly foreign = new Map<number, ForeignContent>();
  readonly warnings: string[] = [];
  readonly #view: MountView;
  readonly #versions: Versions | undefined;

  constructor(view: Partial<MountView> = {}) {
    this.#view = { ...VIEW, ...view };
    this.facts = new FactsMaker(this.#view);
    this.tree = new MountedTree(this.facts, 1n);
    this.#versions = this.#view.versions ? new Versions() : undefined;
  }

  addArchive(...items: Item[]): void {
    const parts = {
      tree: this.tree,
      facts: this.facts,
      view: this.#view,
      versions: this.#versions,
      foreign: this.foreign,
      warn: (message: string) => this.warnings.push(message),
    };
    const builder = new TreeBuilder(parts, ROOT_NODE);
    items.forEach((one, index) => builder.add(one, index));
  }

  /** All paths, folders with a slash at their end. */
  paths(folder: number = ROOT_NODE, prefix: string = ""): string[] {
    const found: string[] = [];
    this.tree.names.list(folder, 0, (name, node) => {
      const path = prefix + bytesToText(name);
      if (this.tree.nodes.isFolder(node)) found.push(`${path}/`, ...this.paths(node, `${path}/`));
      else found.push(path);
      return true;
    });
    return found;
  }

  attributes(path: string): NodeAttributes {
    const times = { mtime: 0n, atime: 0n, ctime: 0n };
    const into = { mode: 0, nlink: 0, uid: 0, gid: 0, rdev: 0, size: 0, ...times };
    this.tree.nodes.read(this.tree.find(ROOT_NODE, path), into);
    return into;
  }
}

test("TreeBuilder makes folders that have no item, and takes their item when it comes late", () => {
  const world = new World();
  world.addArchive(item("a/b/c", FILE), item("a", 0o040700), item("a/b/d", FILE));
  assert.deepEqual(world.paths(), ["a/", "a/b/", "a/b/c", "a/b/d"]);
  assert.equal(world.attributes("a").mode, 0o040700);
  assert.equal(world.attributes("a").mtime, 5n);
  assert.equal(world.attributes("a/b").mode, FOLDER);
  assert.equal(world.attributes("a/b").mtime, 1n);
});

test("TreeBuilder lets no hostile path lead anywhere", () => {
  const world = new World();
  world.addArchive(
    item("../../etc/passwd", FILE),
    item("/abs//x", FILE),
    item(".", FOLDER),
    item("..", FOLDER),
    item("", FILE),
    item("a/..", FILE),
    item("file", FILE),
    item("file/below", FILE),
  );
  assert.deepEqual(world.paths(), ["etc/", "etc/passwd", "abs/", "abs/x", "a/", "file/", "file/below"]);
});

test("TreeBuilder shares a node among hard links, and warns of links to nothing", () => {
  const world = new World();
  world.addArchive(
    item("one", FILE, chunksOf(3)),
    item("two", FILE, { source: "one" }),
    item("dir/three", FILE, { source: "one" }),
    item("broken", FILE, { source: "nothing" }),
  );
  const nodes = ["one", "two", "dir/three"].map((path) => world.tree.find(ROOT_NODE, path));
  assert.equal(new Set(nodes).size, 1);
  assert.equal(world.attributes("two").nlink, 3);
  assert.equal(world.attributes("two").size, 3);
  assert.equal(world.tree.find(ROOT_NODE, "broken"), 0);
  assert.deepEqual(world.warnings, ["Skipping broken hard link: broken -> nothing"]);
});

test("TreeBuilder gives the content of a hidden first link to the first one shown", () => {
  const world = new World({ matches: (path) => path !== "in/one", stripComponents: 1 });
  world.addArchive(
    item("in/one", FILE, { ...chunksOf(9), chunks_healthy: [] }),
    item("in/two", FILE, { source: "in/one" }),
    item("in/three", FILE, { source: "in/one" }),
    item("in/part", FILE, { ...chunksOf(1), part: 1 }),
    item("short", FILE),
  );
  assert.deepEqual(world.paths(), ["two", "three"]);
  const node = world.tree.find(ROOT_NODE, "two");
  assert.equal(world.tree.find(ROOT_NODE, "three"), node);
  assert.deepEqual(world.foreign.get(node), { ...chunksOf(9), isDamaged: true });
  assert.equal(world.attributes("two").size, 9);
  assert.equal(world.attributes("two").nlink, 2);
});

test("TreeBuilder shows versions: a folder a file, a name a content", () => {
  const world = new World({ versions: true });
  const link = item("l", 0o120777, { source: "a.txt" });
  world.addArchive(item("a.txt", FILE, chunksOf(1)), item("h", FILE, { source: "a.txt" }), link);
  world.addArchive(item("a.txt", FILE, chunksOf(1)));
  world.addArchive(item("a.txt", FILE, chunksOf(2)), item("h", FILE, { source: "a.txt" }));
  assert.deepEqual(world.paths(), [
    "a.txt/",
    "a.txt/a.00001.txt",
    "a.txt/a.00002.txt",
    "h/",
    "h/h.00001",
    "h/h.00002",
    "l/",
    "l/l",
  ]);
  assert.equal(world.tree.find(ROOT_NODE, "h/h.00002"), world.tree.find(ROOT_NODE, "a.txt/a.00002.txt"));
  assert.deepEqual(world.warnings, []);
});

test("FactsMaker takes the umask away and forces owners", () => {
  const world = new World({ umask: 0o027, uid: 7, gid: 8 });
  world.addArchive(item("f", 0o104777, { uid: 1, gid: 2 }), item("d/x", FILE), item("l", 0o120777, { source: "ä" }));
  assert.deepEqual(
    ["f", "d", "l"].map((path) => {
      const { mode, uid, gid, size } = world.attributes(path);
      return [mode.toString(8), uid, gid, size];
    }),
    [
      ["104750", 7, 8, 0],
      ["40750", 7, 8, 0],
      ["120750", 7, 8, 2],
    ],
  );
});
