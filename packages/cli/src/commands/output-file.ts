import { closeSync, fsyncSync, openSync, writeFileSync } from "node:fs";
import { Buffer } from "node:buffer";
import { textToBytes } from "@coffer/format/bytes";
import { CommandError } from "@coffer/format/errors";
import type { CommandRun } from "./command.ts";

/**
 * Where a command's one long answer goes: the file of this name, or standard output for `-`. A file is emptied at once, and
 * durable when {@link close} has returned; it is not removed if what was to fill it fails.
 */
export class OutputFile {
  readonly #run: CommandRun;
  readonly #fd: number | undefined;

  /** @param mode Permissions of a new file, before the umask. @throws {CommandError} If the path is a folder. */
  constructor(path: string, run: CommandRun, mode = 0o666) {
    this.#run = run;
    this.#fd = path === "-" ? undefined : openForWriting(path, mode);
  }

  write(text: string): void {
    if (this.#fd === undefined) this.#run.streams.writeOut(text);
    else writeFileSync(this.#fd, text);
  }

  close(): void {
    if (this.#fd === undefined) return;
    try {
      fsyncSync(this.#fd);
    } catch (error) {
      // A pipe or a terminal keeps nothing.
      if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error;
    } finally {
      closeSync(this.#fd);
    }
  }
}

/** Writes `text` as a whole, see {@link OutputFile}. */
export function writeOutput(path: string, text: string, run: CommandRun, mode?: number): void {
  const file = new OutputFile(path, run, mode);
  try {
    file.write(text);
  } finally {
    file.close();
  }
}

function openForWriting(path: string, mode: number): number {
  try {
    return openSync(Buffer.from(textToBytes(path)), "w", mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EISDIR") throw error;
    throw new CommandError(`'${path}' must be a file, not a directory`);
  }
}
