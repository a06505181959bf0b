import { readFileSync, statSync } from "node:fs";
import { BorgError } from "@coffer/format/errors";
import { textToBytes } from "@coffer/format/bytes";
import type { ParseWorld } from "../arguments/index.ts";
import type { Env } from "../environment/index.ts";
import { reprText } from "../text/index.ts";

/** The world that values of the command line come from. */
export function systemParseWorld(env: Env): ParseWorld {
  return {
    env,
    fillPlaceholders: (text) => text,
    readText: (path) => readNamedFile(path),
    fileSeconds: (path) => {
      try {
        return statSync(Buffer.from(textToBytes(path))).mtimeMs / 1000;
      } catch {
        return undefined;
      }
    },
  };
}

function readNamedFile(path: string): string {
  try {
    return readFileSync(Buffer.from(textToBytes(path)), "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new BorgError(`Error: [Errno 2] No such file or directory: ${reprText(path)}`);
    throw error;
  }
}
