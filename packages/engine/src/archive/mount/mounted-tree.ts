import { textToBytes } from "@coffer/format/bytes";
import { ROOT_NODE } from "../../fuse/index.ts";
import type { FactsMaker } from "./item-facts.ts";
import { NameTable } from "./name-table.ts";
import { NodeTable } from "./node-table.ts";

/** Everything that is mounted, as far as it was looked at: nodes, and names that lead to them. */
export class MountedTree {
  readonly nodes: NodeTable = new NodeTable();
  readonly names: NameTable = new NameTable();
  readonly #facts: FactsMaker;
  /** Nanoseconds since 1970: of folders that no item describes. */
  readonly #now: bigint;
  /** By folder: the folder that it lies in. */
  readonly #parents = new Map<number, number>();

  /** Begins with the root folder. */
  constructor(facts: FactsMaker, now: bigint) {
    this.#facts = facts;
    this.#now = now;
    this.#parents.set(this.nodes.add(facts.ofFolder(now)), ROOT_NODE);
  }

  parentOf(folder: number): number {
    return this.#parents.get(folder) ?? ROOT_NODE;
  }

  /** Puts a node that is a folder under a name. */
  putFolder(parent: number, name: Uint8Array, node: number): void {
    this.names.put(parent, name, node);
    this.#parents.set(node, parent);
  }

  addFolder(parent: number, name: Uint8Array, mtime: bigint = this.#now): number {
    const node = this.nodes.add(this.#facts.ofFolder(mtime));
    this.putFolder(parent, name, node);
    return node;
  }

  /** The node at a path below `start`; 0 if there is none. */
  find(start: number, path: string): number {
    let node = start;
    for (const name of namesOf(path)) {
      node = this.names.find(node, textToBytes(name));
      if (node === 0) return 0;
    }
    return node;
  }

  /** The folder with these names below `start`; those that are missing are made. What is in the way makes room. */
  makeFolders(start: number, names: readonly string[]): number {
    let folder = start;
    for (const name of names) {
      const bytes = textToBytes(name);
      const known = this.names.find(folder, bytes);
      folder = known !== 0 && this.nodes.isFolder(known) ? known : this.addFolder(folder, bytes);
    }
    return folder;
  }
}

/** The names in a path. Nothing in it means "here" or "above" to a kernel: such parts of a hostile path are left out. */
export function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== "." && name !== "..");
}
