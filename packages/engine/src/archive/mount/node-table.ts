import type { NodeAttributes } from "../../fuse/index.ts";
import { grown, roomFor } from "./columns.ts";

/** What is known of a node from its item. */
export interface NodeFacts {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly rdev: number;
  readonly size: number;
  readonly mtime: bigint;
  readonly atime: bigint;
  readonly ctime: bigint;
  /** Where its item lies, see `ItemStore`; -1: it has none. */
  readonly place: number;
}

const FIRST_ROOM = 1024;
const S_IFMT = 0o170000;
const S_IFDIR = 0o040000;

/**
 * Attributes of all nodes, a column a field: some 60 bytes a node, where objects would take ten times that.
 *
 * Nodes are numbered from 1 in the order in which they are added, and never go away.
 */
export class NodeTable {
  /** Count of nodes; also the highest number. */
  count = 0;
  #mode: Uint32Array = new Uint32Array(FIRST_ROOM);
  #uid: Uint32Array = new Uint32Array(FIRST_ROOM);
  #gid: Uint32Array = new Uint32Array(FIRST_ROOM);
  #size: Float64Array = new Float64Array(FIRST_ROOM);
  #mtime: BigInt64Array = new BigInt64Array(FIRST_ROOM);
  #atime: BigInt64Array = new BigInt64Array(FIRST_ROOM);
  #ctime: BigInt64Array = new BigInt64Array(FIRST_ROOM);
  #place: Float64Array = new Float64Array(FIRST_ROOM);
  /** Few nodes have a device number, or more than one link. */
  readonly #rdev = new Map<number, number>();
  readonly #moreLinks = new Map<number, number>();

  add(facts: NodeFacts): number {
    this.count += 1;
    if (this.count >= this.#mode.length) this.#grow();
    this.set(this.count, facts);
    return this.count;
  }

  /** Replaces what is known of a node. */
  set(node: number, facts: NodeFacts): void {
    this.#mode[node] = facts.mode;
    this.#uid[node] = facts.uid;
    this.#gid[node] = facts.gid;
    this.#size[node] = facts.size;
    this.#mtime[node] = facts.mtime;
    this.#atime[node] = facts.atime;
    this.#ctime[node] = facts.ctime;
    this.#place[node] = facts.place;
    if (facts.rdev === 0) this.#rdev.delete(node);
    else this.#rdev.set(node, facts.rdev);
  }

  addLink(node: number): void {
    this.#moreLinks.set(node, (this.#moreLinks.get(node) ?? 0) + 1);
  }

  mode(node: number): number {
    return this.#mode[node] ?? 0;
  }

  isFolder(node: number): boolean {
    return (this.mode(node) & S_IFMT) === S_IFDIR;
  }

  /** -1: the node has no item. */
  place(node: number): number {
    return this.#place[node] ?? -1;
  }

  read(node: number, into: NodeAttributes): void {
    into.mode = this.#mode[node] ?? 0;
    into.uid = this.#uid[node] ?? 0;
    into.gid = this.#gid[node] ?? 0;
    into.size = this.#size[node] ?? 0;
    into.mtime = this.#mtime[node] ?? 0n;
    into.atime = this.#atime[node] ?? 0n;
    into.ctime = this.#ctime[node] ?? 0n;
    into.rdev = this.#rdev.get(node) ?? 0;
    into.nlink = 1 + (this.#moreLinks.get(node) ?? 0);
  }

  #grow(): void {
    const room = roomFor(this.#mode.length, this.count + 1);
    this.#mode = grown(this.#mode, room);
    this.#uid = grown(this.#uid, room);
    this.#gid = grown(this.#gid, room);
    this.#size = grown(this.#size, room);
    this.#mtime = grown(this.#mtime, room);
    this.#atime = grown(this.#atime, room);
    this.#ctime = grown(this.#ctime, room);
    this.#place = grown(this.#place, room);
  }
}
