/** What `list --json-lines` says of one item. */
export interface ListedItem {
  readonly path: string;
  /** As in the first column of `ls -l`: `d` is a folder, `-` a file. */
  readonly type: string;
  readonly size?: number;
  readonly mtime?: string;
  readonly linktarget?: string;
}

/** A folder of an archive with what is in it. */
export interface FolderNode {
  readonly item: ListedItem;
  readonly folders: Map<string, FolderNode>;
  readonly others: Map<string, ListedItem>;
}

/** The folders of an archive, from its items in any order; folders that no item tells of are made up. */
export class FileTree {
  readonly #root: FolderNode = emptyFolder("");

  add(item: ListedItem): void {
    const names = item.path.split("/").filter((name) => name !== "" && name !== ".");
    const name = names.pop();
    if (name === undefined) return;
    const parent = this.#folder(names);
    if (item.type !== "d") parent.others.set(name, item);
    else parent.folders.set(name, { ...(parent.folders.get(name) ?? emptyFolder(item.path)), item });
  }

  /** @returns `undefined` where there is no such folder. */
  find(path: string): FolderNode | undefined {
    let node: FolderNode | undefined = this.#root;
    for (const name of path.split("/").filter((name) => name !== "")) node = node?.folders.get(name);
    return node;
  }

  #folder(names: readonly string[]): FolderNode {
    let node = this.#root;
    let path = "";
    for (const name of names) {
      path = path === "" ? name : `${path}/${name}`;
      const child: FolderNode = node.folders.get(name) ?? emptyFolder(path);
      node.folders.set(name, child);
      node = child;
    }
    return node;
  }
}

function emptyFolder(path: string): FolderNode {
  return { item: { path, type: "d" }, folders: new Map(), others: new Map() };
}
