import { chmodSync, constants, lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";

const SLASH = Buffer.from("/");
/** After so many files the rest of the program has its turn. */
const TURN_FILES = 500;

/**
 * Removes a folder and all below it, but nothing of another file system: what a snapshot has mounted there is left alone, and the folders
 * that lead to it. Links are removed, not followed. Nothing there is no error. Folders that their owner must not write to are removed all
 * the same.
 */
export async function removeTree(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory()) await new Removal(found.dev).folder(Buffer.from(path));
  else unlinkSync(path);
}

/** Works by synchronous calls: a promise takes longer than to remove a file. Names are bytes, since what was restored may have any. */
class Removal {
  readonly #device: number;
  #files = 0;

  constructor(device: number) {
    this.#device = device;
  }

  async folder(path: Buffer): Promise<void> {
    const found = lstatSync(path);
    const { dev, mode } = found;
    if (dev !== this.#device) return;
    // somebody may have put a link there meanwhile
    if (!found.isDirectory()) return unlinkSync(path);
    // root may do it anyway
    if ((mode & constants.S_IRWXU) !== constants.S_IRWXU) tolerate(["EPERM"], () => chmodSync(path, 0o700));
    for (const entry of readdirSync(path, { encoding: "buffer", withFileTypes: true })) {
      const below = Buffer.concat([path, SLASH, entry.name]);
      if (entry.isDirectory()) await this.folder(below);
      else await this.#file(below);
    }
    tolerate(["ENOTEMPTY", "EBUSY"], () => rmdirSync(path));
  }

  /** A file may have another file system mounted on it, too. */
  #file(path: Buffer): Promise<void> | undefined {
    tolerate(["EBUSY"], () => unlinkSync(path));
    this.#files += 1;
    return this.#files % TURN_FILES === 0 ? nextTurn() : undefined;
  }
}

/** Does work that may fail with one of these codes. */
function tolerate(codes: readonly string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
