import { closeSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";
import type { TarTarget } from "@coffer/engine/commands";
import { BorgError } from "@coffer/format/errors";
import type { Streams } from "../environment/index.ts";
import { filterOfName } from "./filter-of-name.ts";
import { FilterProcess } from "./filter-process.ts";
import { openTarFile } from "./open-tar-file.ts";
import type { TarFileOptions } from "./tar-file-options.ts";

const STDOUT = 1;

/**
 * Opens a tar file for writing, with its filter. A file that exists is emptied; no failure takes it away again.
 *
 * @throws {BorgError} If the filter cannot be started.
 */
export async function openTarTarget(options: TarFileOptions): Promise<TarTarget> {
  const { path, streams } = options;
  const filter = options.filter === "auto" ? filterOfName(path, "compress") : options.filter;
  const isStdout = path === "-";
  // What was said before must come before.
  if (isStdout) streams.flushOut();
  const fd = isStdout ? STDOUT : openTarFile(path, "w");
  const close = (): void => {
    if (!isStdout) closeSync(fd);
  };
  if (filter === undefined || filter === "") return isStdout ? new StdoutTarget(streams) : new FileTarget(fd);
  try {
    return new FilterTarget(await FilterProcess.start(filter, ["pipe", fd, "inherit"], options));
  } finally {
    // The filter has a descriptor of its own.
    close();
  }
}

class FileTarget implements TarTarget {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) at += writeSync(this.#fd, bytes, at);
  }

  finish(): Promise<void> {
    closeSync(this.#fd);
    return Promise.resolve();
  }

  abort(): void {
    closeSync(this.#fd);
  }
}

class StdoutTarget implements TarTarget {
  readonly #streams: Streams;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  write(bytes: Uint8Array): void | Promise<void> {
    const written = this.#streams.writeOutBytes(bytes);
    // Half a tar file is none: whoever stopped to read must hear of it.
    if (this.#streams.outClosed) throw new BorgError("[Errno 32] Broken pipe");
    return written;
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  abort(): void {
    // What was written cannot be taken back.
  }
}

class FilterTarget implements TarTarget {
  readonly #filter: FilterProcess;
  readonly #input: Writable;

  constructor(filter: FilterProcess) {
    this.#filter = filter;
    if (filter.child.stdin === null) throw new Error("the filter was started without a pipe to it");
    this.#input = filter.child.stdin;
    // Errors come with each write, too.
    this.#input.on("error", () => undefined);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const failed = await new Promise<Error | null | undefined>((resolve) => this.#input.write(bytes, resolve));
    if (failed === null || failed === undefined) return;
    // It reads no more: it has ended, and its exit code says why.
    await this.#filter.finish();
    throw failed;
  }

  finish(): Promise<void> {
    this.#input.end();
    return this.#filter.finish();
  }

  abort(): void {
    this.#filter.kill();
  }
}
