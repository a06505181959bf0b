import { createHash } from "node:crypto";
import { equalBytes, fromHex } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import { formatPaperKey, importKeyFile, keyBlobFromText, KeyBlobError, PaperKeyImport } from "@coffer/format/keys";

/** The key of a repository as it is stored now: sealed with its passphrase. */
export interface StoredKey {
  /** 32 bytes. */
  readonly repositoryId: Uint8Array;
  readonly blob: Uint8Array;
}

/** Begins a plain copy; the id of the repository follows. */
const PLAIN = /BORG_KEY ([0-9a-f]{64})\n[A-Za-z0-9+/=\n]+/;
const PAPER_LINE = /^\s*(?:id|\d+): .*-.*$/;

/**
 * Reads what `key export` has written.
 *
 * @throws {Error} If it is no key.
 */
export function storedKey(exported: string): StoredKey {
  const id = PLAIN.exec(exported)?.[1];
  if (id === undefined) throw new Error("Borg has exported something that is no key");
  const repositoryId = fromHex(id);
  return { repositoryId, blob: keyBlobFromText(importKeyFile(Buffer.from(exported), repositoryId)) };
}

/** SHA-256, in hexadecimal digits. */
export function digestOf({ blob }: StoredKey): string {
  return createHash("sha256").update(blob).digest("hex");
}

/** The numbered lines of the paper key, in order, without the id line. */
export function paperLines({ blob, repositoryId }: StoredKey): readonly string[] {
  const lines = formatPaperKey(blob, repositoryId)
    .split("\n")
    .filter((line) => PAPER_LINE.test(line));
  return lines.slice(1);
}

/** Whether a typed line is that line of the paper; its number may be left out. */
export function sameLine(typed: string, line: string): boolean {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/^\s*\d+:/, "")
      .replaceAll(/\s/g, "");
  return plain(typed) === plain(line);
}

/** Whether a file is a copy of the key: as text, as a paper key, or as a page with a code. */
export function sameKey(text: string, key: StoredKey): boolean {
  const found = blobIn(text.replaceAll(/\r\n?/g, "\n"), key);
  return found !== undefined && equalBytes(found, key.blob);
}

function blobIn(text: string, { repositoryId }: StoredKey): Uint8Array | undefined {
  try {
    const plain = PLAIN.exec(text)?.[0];
    if (plain !== undefined) return keyBlobFromText(importKeyFile(Buffer.from(plain), repositoryId));
    const typed = new PaperKeyImport(repositoryId);
    for (const line of text.split("\n").filter((each) => PAPER_LINE.test(each))) {
      const step = typed.enter(line.replace(/^\s*(?:id|\d+):/, ""));
      if (step.status === "done") return keyBlobFromText(step.text);
      if (step.status !== "next") return undefined;
    }
    return undefined;
  } catch (error) {
    if (error instanceof BorgError || error instanceof KeyBlobError) return undefined;
    throw error;
  }
}
