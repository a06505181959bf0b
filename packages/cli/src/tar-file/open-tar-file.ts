import { Buffer } from "node:buffer";
import { openSync } from "node:fs";
import { textToBytes } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";

/** @throws {BorgError} If the system does not let us. */
export function openTarFile(path: string, flags: "r" | "w"): number {
  try {
    return openSync(Buffer.from(textToBytes(path)), flags);
  } catch (error) {
    throw new BorgError(`tar file: ${(error as Error).message}`, { cause: error });
  }
}
