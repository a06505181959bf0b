import { Buffer } from "node:buffer";
import { writeFileSync } from "node:fs";
import { textToBytes } from "@coffer/format/bytes";
import type { CommandRun } from "./command.ts";

/** The bytes of a path that was given as text. */
export function fileName(path: string): Buffer {
  return Buffer.from(textToBytes(path));
}

/** Writes one of many files of a dump into the current folder, and says so first. */
export function dumpFile(name: string, content: Uint8Array, run: CommandRun): void {
  run.streams.writeOut(`Dumping ${name}\n`);
  writeFileSync(name, content);
}
