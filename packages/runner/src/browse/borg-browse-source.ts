import { mkdir } from "node:fs/promises";
import { formatFileSize } from "@coffer/cli/text";
import type { Borg } from "../borg/index.ts";
import type { BrowseSource, Entry, Place } from "./browse-source.ts";
import { FileTree, type ListedItem } from "./file-tree.ts";

/** A repository that can be browsed. */
export interface BrowsedRepository {
  /** Label, or path where it has none; each name once. */
  readonly name: string;
  readonly path: string;
  readonly borg: Borg;
}

/** Files that are larger are not shown. */
const PREVIEW_BYTES_MAX = 1024 * 1024;

/** Pages from repositories, read by Borg's `list` and `extract`. */
export class BorgBrowseSource implements BrowseSource {
  readonly #repositories: ReadonlyMap<string, BrowsedRepository>;
  /** The archive that was looked at last; reading another one forgets it. */
  #tree: { readonly key: string; readonly tree: FileTree } | undefined;

  constructor(repositories: readonly BrowsedRepository[]) {
    this.#repositories = new Map(repositories.map((repository) => [repository.name, repository]));
  }

  repositories(): readonly Entry[] {
    return [...this.#repositories.values()].map(({ name, path }) => ({
      name,
      detail: path === name ? "" : path,
      place: { kind: "repository", repository: name },
    }));
  }

  async list(place: Place): Promise<readonly Entry[]> {
    if (place.kind === "repository") return await this.#archives(place.repository);
    const path = place.kind === "archive" ? "" : place.path;
    const { repository, archive } = place;
    const folder = (await this.#treeOf(repository, archive)).find(path);
    if (folder === undefined) throw new Error(`${path} is no folder`);
    const folders = [...folder.folders].map(([name, { item }]): Entry => {
      const inner: Place = { kind: "folder", repository, archive, path: item.path };
      return { name: `${name}/`, detail: item.mtime ?? "", place: inner };
    });
    const others = [...folder.others].map(([name, item]): Entry => {
      const inner: Place = { kind: item.type === "-" ? "file" : "other", repository, archive, path: item.path };
      return { name, detail: detailOf(item), place: inner };
    });
    return [...folders.toSorted(byName), ...others.toSorted(byName)];
  }

  async preview(place: Place): Promise<readonly string[]> {
    if (place.kind !== "file") throw new Error("Only files can be shown");
    const { repository, archive, path } = place;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const parent = (await this.#treeOf(repository, archive)).find(path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
    const size = parent?.others.get(name)?.size ?? 0;
    if (size > PREVIEW_BYTES_MAX)
      return [`This file is too large to be shown (${formatFileSize(size)}); r restores it.`];
    const { borg, path: location } = this.#repository(repository);
    const { text } = await borg.run({
      command: ["extract"],
      options: ["--stdout"],
      positionals: [`${location}::${archive}`, `pp:${path}`],
      output: { kind: "capture" },
    });
    if (text.includes("\0")) return [`This file is no text (${formatFileSize(size)}); r restores it.`];
    return text.split("\n");
  }

  async restore(place: Place, target: string): Promise<void> {
    if (place.kind === "repository") throw new Error("A repository cannot be restored, but its archives can");
    const { borg, path: location } = this.#repository(place.repository);
    await mkdir(target, { recursive: true });
    await borg.run({
      command: ["extract"],
      options: [],
      positionals: [`${location}::${place.archive}`, ...(place.kind === "archive" ? [] : [`pp:${place.path}`])],
      output: { kind: "capture" },
      cwd: target,
    });
  }

  async #archives(repository: string): Promise<readonly Entry[]> {
    const { borg, path } = this.#repository(repository);
    const { text } = await borg.run({
      command: ["list"],
      options: ["--json"],
      positionals: [path],
      output: { kind: "capture" },
    });
    const { archives } = JSON.parse(text) as { archives: readonly { name: string; time?: string; start?: string }[] };
    return archives.toReversed().map(({ name, time, start }) => ({
      name,
      detail: (time ?? start ?? "").slice(0, 19).replace("T", " "),
      place: { kind: "archive", repository, archive: name },
    }));
  }

  async #treeOf(repository: string, archive: string): Promise<FileTree> {
    const key = `${repository}::${archive}`;
    if (this.#tree?.key === key) return this.#tree.tree;
    const { borg, path } = this.#repository(repository);
    const tree = new FileTree();
    await borg.run({
      command: ["list"],
      options: ["--json-lines"],
      positionals: [`${path}::${archive}`],
      output: { kind: "capture", onLine: (line) => tree.add(JSON.parse(line) as ListedItem) },
    });
    this.#tree = { key, tree };
    return tree;
  }

  #repository(name: string): BrowsedRepository {
    const repository = this.#repositories.get(name);
    if (repository === undefined) throw new Error(`There is no repository ${name}`);
    return repository;
  }
}

function detailOf({ type, size = 0, mtime = "", linktarget = "" }: ListedItem): string {
  if (type === "l") return `-> ${linktarget}`;
  const time = mtime.slice(0, 19).replace("T", " ");
  return type === "-" ? `${formatFileSize(size)}  ${time}` : time;
}

function byName(left: Entry, right: Entry): number {
  if (left.name === right.name) return 0;
  return left.name < right.name ? -1 : 1;
}
