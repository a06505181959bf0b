import type { FileStat } from "../../platform/index.ts";

type Inode = Pick<FileStat, "ino" | "dev">;

/** Values by inode and device, cheap to ask: most inodes are not in it. */
export class InodeMap<V> {
  readonly #byInode = new Map<number | bigint, Map<number, V>>();

  get({ ino, dev }: Inode): V | undefined {
    return this.#byInode.get(keyOf(ino))?.get(dev);
  }

  has({ ino, dev }: Inode): boolean {
    return this.#byInode.get(keyOf(ino))?.has(dev) === true;
  }

  set({ ino, dev }: Inode, value: V): void {
    const devices = this.#byInode.get(keyOf(ino));
    if (devices === undefined) this.#byInode.set(keyOf(ino), new Map([[dev, value]]));
    else devices.set(dev, value);
  }

  delete({ ino, dev }: Inode): void {
    this.#byInode.get(keyOf(ino))?.delete(dev);
  }
}

/** One key for a number and the bigint of the same value; a bigint for each file that is asked for would cost more than the question. */
function keyOf(ino: number | bigint): number | bigint {
  return typeof ino === "number" || ino > Number.MAX_SAFE_INTEGER ? ino : Number(ino);
}
