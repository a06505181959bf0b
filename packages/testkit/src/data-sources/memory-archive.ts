import { createReadStream, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { parsePattern, type Pattern } from "@coffer/format/patterns";
import type { ArchiveReader, SourcePattern } from "@coffer/runner/hooks";

/** An archive without a Borg: files by their path. */
export class MemoryArchive implements ArchiveReader {
  readonly archiveName: string = "memory";
  readonly files: Map<string, Buffer> = new Map();

  /** Stores all files below the roots of a list, pipes too. What stands before `/./` is no part of a path, as Borg 1.4 has it. */
  async store(patterns: readonly SourcePattern[]): Promise<this> {
    for (const { type, path } of patterns) if (type === "R") await this.#storeBelow(path);
    return this;
  }

  async #storeBelow(path: string): Promise<void> {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path)) await this.#storeBelow(`${path}/${name}`);
      return;
    }
    const stored = path.replace(/^.*\/\.\//, "").replace(/^\/+/, "");
    this.files.set(stored, await buffer(createReadStream(path)));
  }

  async list(patterns: readonly string[]): Promise<readonly string[]> {
    return this.#matching(patterns).map(([path]) => path);
  }

  async writeContents(patterns: readonly string[], output: Writable, signal: AbortSignal): Promise<void> {
    for (const [, contents] of this.#matching(patterns)) {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        output.write(contents, (error) => (error ? reject(error) : resolve()));
        signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true });
      });
    }
    // a stream that is slow to end, as that of a real archive
    await sleep(1);
  }

  async extract(patterns: readonly string[], target: string): Promise<void> {
    for (const [path, contents] of this.#matching(patterns)) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), contents);
    }
  }

  #matching(patterns: readonly string[]): readonly (readonly [string, Buffer])[] {
    const parsed: Pattern[] = patterns.map((pattern) => parsePattern(pattern, "sh"));
    return [...this.files].filter(([path]) => parsed.some((pattern) => pattern.matches(path)));
  }
}
