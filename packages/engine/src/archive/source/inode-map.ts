import type { FileStat } from "../../platform/index.ts";

type Inode = Pick<FileStat, "ino" | "dev">;

/** Values by inode and device, cheap to ask: most inodes are not in it. */
export class InodeMap<V> {
  readonly #byInode = new Map<bigint, Map<number, V>>();

  get({ ino, dev }: Inode): V | undefined {
    return this.#byInode.get(BigInt(ino))?.get(dev);
  }

  has({ ino, dev }: Inode): boolean {
    return this.#byInode.get(BigInt(ino))?.has(dev) === true;
  }

  set({ ino, dev }: Inode, value: V): void {
    const devices = this.#byInode.get(BigInt(ino));
    if (devices === undefined) this.#byInode.set(BigInt(ino), new Map([[dev, value]]));
    else devices.set(dev, value);
  }

  delete({ ino, dev }: Inode): void {
    this.#byInode.get(BigInt(ino))?.delete(dev);
  }
}
