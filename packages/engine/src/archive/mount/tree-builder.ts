import { isHardlinkMaster, isHardlinkSlave, stripComponents } from "@coffer/format/archive";
import type { Item, ItemChunk } from "@coffer/format/archive";
import { textToBytes } from "@coffer/format/bytes";
import { isDirectory } from "../../platform/index.ts";
import type { FactsMaker } from "./item-facts.ts";
import type { MountedTree } from "./mounted-tree.ts";
import { namesOf } from "./mounted-tree.ts";
import type { MountView } from "./mount-view.ts";
import { contentName, versionedName } from "./versions.ts";
import type { Versions } from "./versions.ts";

/** Content of a hard link whose first item is not shown. */
interface Heritage {
  readonly chunks: readonly ItemChunk[] | undefined;
  readonly isDamaged: boolean;
  /** The node that got it. */
  heir: number;
}

/** Content that is not that of a node's own item. */
export interface ForeignContent {
  readonly chunks: readonly ItemChunk[];
  readonly isDamaged: boolean;
}

/** Adds the items of one archive to a tree, in the archive's order. */
export class TreeBuilder {
  readonly #tree: MountedTree;
  readonly #root: number;
  readonly #facts: FactsMaker;
  readonly #view: MountView;
  readonly #versions: Versions | undefined;
  readonly #foreign: Map<number, ForeignContent>;
  readonly #warn: (message: string) => void;
  /** By path: first items of hard links that are not shown. */
  readonly #hidden = new Map<string, Heritage>();
  /** The folder that the last item lay in: the next one mostly lies there, too. */
  #lastFolder = { path: "", node: 0 };

  /** @param root The folder that stands for the archive. @param foreign Gets the content of nodes whose item has none. */
  constructor(
    parts: {
      readonly tree: MountedTree;
      readonly facts: FactsMaker;
      readonly view: MountView;
      readonly versions: Versions | undefined;
      readonly foreign: Map<number, ForeignContent>;
      readonly warn: (message: string) => void;
    },
    root: number,
  ) {
    this.#tree = parts.tree;
    this.#facts = parts.facts;
    this.#view = parts.view;
    this.#versions = parts.versions;
    this.#foreign = parts.foreign;
    this.#warn = parts.warn;
    this.#root = root;
  }

  /** @param place Of the item, see `ItemStore`. */
  add(item: Item, place: number): void {
    if (item.part !== undefined && !this.#view.considerPartFiles) return;
    const path = this.#shownPath(item);
    if (path === undefined) this.#hide(item);
    else if (isDirectory(item.mode)) this.#addFolder(path, item, place);
    else this.#addLeaf(path, item, place);
  }

  /** Where the item is shown; `undefined`: nowhere. */
  #shownPath(item: Item): string | undefined {
    const { matches, stripComponents: count } = this.#view;
    if (matches !== undefined && !matches(item.path)) return undefined;
    return count === 0 ? item.path : stripComponents(item.path, count) || undefined;
  }

  #hide(item: Item): void {
    if (!isHardlinkMaster(item)) return;
    const isDamaged = item.chunks_healthy !== undefined;
    const chunks = item.chunks?.map(({ id, size, csize }) => ({ id: id.slice(), size, csize }));
    this.#hidden.set(item.path, { chunks, isDamaged, heir: 0 });
  }

  #addFolder(path: string, item: Item, place: number): void {
    const names = namesOf(path);
    const name = names.pop();
    // Files of a folder may come before it: then it is there already.
    const known = this.#tree.find(this.#root, path);
    const facts = this.#facts.ofItem(item, place);
    if (known !== 0 && this.#tree.nodes.isFolder(known)) this.#tree.nodes.set(known, facts);
    else if (name !== undefined) {
      const parent = this.#tree.makeFolders(this.#root, names);
      this.#tree.putFolder(parent, textToBytes(name), this.#tree.nodes.add(facts));
    }
  }

  #addLeaf(path: string, item: Item, place: number): void {
    const { folder, name } = this.#placeOf(path);
    if (name === "") return;
    const node = this.#nodeOf(item, place, path);
    if (node === 0) return;
    if (this.#versions === undefined) {
      this.#tree.names.put(folder, textToBytes(name), node);
      return;
    }
    const versionsFolder = this.#tree.makeFolders(folder, [name]);
    const content = this.#contentNameOf(item, node);
    const shown = content === undefined ? name : versionedName(name, this.#versions.next(versionsFolder, content));
    this.#tree.names.put(versionsFolder, textToBytes(shown), node);
  }

  /** `undefined` for what has no content and so no versions. */
  #contentNameOf(item: Item, node: number): string | undefined {
    const chunks = item.chunks ?? this.#foreign.get(node)?.chunks;
    if (chunks !== undefined) return contentName(chunks);
    if (!isHardlinkSlave(item)) return undefined;
    return this.#versions?.last(this.#tree.find(this.#root, this.#stripped(item.source ?? "")))?.content;
  }

  #nodeOf(item: Item, place: number, path: string): number {
    if (!isHardlinkSlave(item)) return this.#tree.nodes.add(this.#facts.ofItem(item, place));
    const heritage = this.#hidden.get(item.source ?? "");
    if (heritage === undefined) return this.#link(this.#findMaster(item), item, path);
    if (heritage.heir !== 0) return this.#link(heritage.heir, item, path);
    const chunks = [...(heritage.chunks ?? [])];
    heritage.heir = this.#tree.nodes.add(this.#facts.ofItem({ ...item, chunks }, place));
    if (heritage.chunks !== undefined) this.#foreign.set(heritage.heir, { chunks, isDamaged: heritage.isDamaged });
    return heritage.heir;
  }

  #link(node: number, item: Item, path: string): number {
    if (node === 0) this.#warn(`Skipping broken hard link: ${path} -> ${this.#stripped(item.source ?? "")}`);
    else this.#tree.nodes.addLink(node);
    return node;
  }

  #findMaster(item: Item): number {
    const path = this.#stripped(item.source ?? "");
    const found = this.#tree.find(this.#root, path);
    if (this.#versions === undefined || found === 0) return found;
    // A file is a folder here, and what we look for is its version in this archive.
    const name = path.slice(path.lastIndexOf("/") + 1);
    const last = this.#versions.last(found);
    return this.#tree.names.find(found, textToBytes(last === undefined ? name : versionedName(name, last.number)));
  }

  #stripped(path: string): string {
    return this.#view.stripComponents === 0 ? path : stripComponents(path, this.#view.stripComponents);
  }

  #placeOf(path: string): { folder: number; name: string } {
    const slash = path.lastIndexOf("/");
    const folderPath = path.slice(0, Math.max(slash, 0));
    if (this.#lastFolder.node === 0 || this.#lastFolder.path !== folderPath) {
      const node = this.#tree.makeFolders(this.#root, namesOf(folderPath));
      this.#lastFolder = { path: folderPath, node };
    }
    const name = path.slice(slash + 1);
    return { folder: this.#lastFolder.node, name: namesOf(name)[0] ?? "" };
  }
}
