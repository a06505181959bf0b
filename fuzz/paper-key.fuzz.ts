import { RepoIdMismatch } from "@coffer/format/errors";
import { formatPaperKey, PaperKeyImport } from "@coffer/format/keys";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import type { FuzzTarget } from "./fuzz-target.ts";

const repositoryId = new Uint8Array(32).fill(0xa5);

/** The lines that a person types. */
function typed(blob: Uint8Array): string {
  const lines = formatPaperKey(blob, repositoryId).split("\n").slice(3);
  return lines.map((line) => line.replace(/^.*?: /, "")).join("\n");
}

export const target: FuzzTarget = {
  name: "paper-key",
  seeds: () => [5, 18, 100].map((length) => textToBytes(typed(new Uint8Array(length).fill(length)))),
  run(input) {
    const paper = new PaperKeyImport(repositoryId);
    try {
      for (const line of bytesToText(input).split("\n")) {
        if (!/^(id| *\d+): $/.test(paper.prompt)) throw new Error("odd prompt");
        paper.enter(line);
      }
    } catch (error) {
      if (!(error instanceof RepoIdMismatch)) throw error;
    }
  },
};
