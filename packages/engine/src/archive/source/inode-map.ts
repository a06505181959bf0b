import type { FileStat } from "../../platform/index.ts";

type Inode = Pick<FileStat, "ino" | "dev">;

/** Values by inode and device, cheap to ask: most inodes are not in it. */
export class InodeMap<V> {
  readonly #byInode = new Map<number | bigint, Map<number, V>>();

  get({ ino, dev }: Inode): V | undefined {
    return this.#byInode.get(ino)?.get(dev);
  }

  has({ ino, dev }: Inode): boolean {
    return this.#byInode.get(ino)?.has(dev) === true;
  }

  set({ ino, dev }: Inode, value: V): void {
    const devices = this.#byInode.get(ino);
    if (devices === undefined) this.#byInode.set(ino, new Map([[dev, value]]));
    else devices.set(dev, value);
  }

  delete({ ino, dev }: Inode): void {
    this.#byInode.get(ino)?.delete(dev);
  }
}
