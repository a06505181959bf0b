import { NotABorgKeyFile, RepoIdMismatch } from "@coffer/format/errors";
import {
  formatKeyFile,
  importKeyFile,
  KeyBlobError,
  keyBlobFromText,
  keyBlobToText,
  parseKeyFile,
} from "@coffer/format/keys";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import type { FuzzTarget } from "./fuzz-target.ts";

const repositoryId = new Uint8Array(32).fill(0xa5);
const blob = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);

export const target: FuzzTarget = {
  name: "keyfile",
  seeds: () => [
    textToBytes(formatKeyFile(repositoryId, keyBlobToText(blob))),
    textToBytes(formatKeyFile(new Uint8Array(32), keyBlobToText(blob))),
    textToBytes(keyBlobToText(blob)),
  ],
  run(input) {
    const found = parseKeyFile(input, repositoryId, "key");
    if (found.status === "found" && found.blob.length > input.length) throw new Error("blob longer than its text");
    try {
      importKeyFile(input, repositoryId);
    } catch (error) {
      if (!(error instanceof RepoIdMismatch || error instanceof NotABorgKeyFile)) throw error;
    }
    try {
      keyBlobFromText(bytesToText(input));
    } catch (error) {
      if (!(error instanceof KeyBlobError)) throw error;
    }
  },
};
