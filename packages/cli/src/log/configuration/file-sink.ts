import { closeSync, fstatSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { textToBytes } from "@coffer/format/bytes";
import { replaceSurrogates } from "../../text/index.ts";
import type { LineSink } from "./handler.ts";

export interface FileSinkOptions {
  /** `a` or `w`. */
  readonly mode: string;
  /** The file is moved to `.1` (that to `.2`, …) before it grows past this; 0: never. */
  readonly maxBytes: number;
  /** Old files that are kept. */
  readonly backupCount: number;
}

/** Appends lines to a file. Somebody may move it away in the middle (logrotate): the next line begins a new one. */
export class FileSink implements LineSink {
  readonly #path: Buffer;
  readonly #options: FileSinkOptions;
  #fd: number;

  /** Opens the file at once. @throws The system's error. */
  constructor(path: string, options: FileSinkOptions) {
    this.#path = Buffer.from(textToBytes(path));
    this.#options = options;
    this.#fd = openSync(this.#path, options.mode, 0o666);
  }

  write(line: string): void {
    const bytes = Buffer.from(`${replaceSurrogates(line)}\n`);
    if (this.#isGone()) this.#reopen();
    const { maxBytes, backupCount } = this.#options;
    if (maxBytes > 0 && backupCount > 0 && fstatSync(this.#fd).size + bytes.length >= maxBytes) this.#rotate();
    writeSync(this.#fd, bytes);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #isGone(): boolean {
    const named = statSync(this.#path, { throwIfNoEntry: false });
    return named === undefined || named.ino !== fstatSync(this.#fd).ino;
  }

  #reopen(): void {
    closeSync(this.#fd);
    this.#fd = openSync(this.#path, "a", 0o666);
  }

  #rotate(): void {
    const backup = (number: number): Buffer =>
      number === 0 ? this.#path : Buffer.concat([this.#path, Buffer.from(`.${number}`)]);
    for (let number = this.#options.backupCount; number > 0; number--) {
      if (statSync(backup(number - 1), { throwIfNoEntry: false }) !== undefined) {
        renameSync(backup(number - 1), backup(number));
      }
    }
    this.#reopen();
  }
}
