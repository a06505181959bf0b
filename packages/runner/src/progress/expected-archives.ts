import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExpectedArchive } from "./progress-line.ts";

/** Remembers how large the last archive of each configuration and repository was. It is a hint: what cannot be read or written is unknown. */
export class ExpectedArchives {
  readonly #folder: string;

  /** @param stateFolder Where states of runs are kept; made where missing. */
  constructor(stateFolder: string) {
    this.#folder = join(stateFolder, "archives");
  }

  /** @param key Names configuration and repository; any text. */
  async read(key: string): Promise<ExpectedArchive | undefined> {
    try {
      const value = JSON.parse(await readFile(this.#pathOf(key), "utf8")) as Partial<ExpectedArchive> | null;
      const { original_size, nfiles } = value ?? {};
      return isCount(original_size) && isCount(nfiles) ? { original_size, nfiles } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Whole or not at all. */
  async write(key: string, { original_size, nfiles }: ExpectedArchive): Promise<void> {
    const path = this.#pathOf(key);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(`${path}.new`, JSON.stringify({ original_size, nfiles }), { mode: 0o600 });
      await rename(`${path}.new`, path);
    } catch {
      // the next run has no estimate, and that is all
    }
  }

  #pathOf(key: string): string {
    return join(this.#folder, createHash("sha256").update(key).digest("hex"));
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
