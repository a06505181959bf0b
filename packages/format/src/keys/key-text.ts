import { bytesToText, fromBase64, toBase64, toHex } from "../bytes/index.ts";
import { NotABorgKeyFile, RepoIdMismatch } from "../errors/index.ts";
import { KeyBlobError } from "./key-blob-error.ts";

const FILE_ID = "BORG_KEY";
const COLUMNS = 70;
const BLOB_LENGTH_MIN = 20;

/** What a file of the keys folder turned out to be. */
export type KeyFileFinding =
  /** The key of this repository; `text` is the stored form of its blob. */
  | { readonly status: "found"; readonly text: string; readonly blob: Uint8Array }
  /** A key file of another repository. */
  | { readonly status: "mismatch" }
  /** No key file, or a damaged one; `warning` is Borg's log line about it, where it has one. */
  | { readonly status: "invalid"; readonly warning?: string };

/** The stored form of a key blob: base64 in lines of 70, without a line end behind the last. */
export function keyBlobToText(blob: Uint8Array): string {
  const base64 = toBase64(blob);
  const lines: string[] = [];
  for (let i = 0; i < base64.length; i += COLUMNS) lines.push(base64.slice(i, i + COLUMNS));
  return lines.join("\n");
}

/** Reads the stored form, blanks and line ends anywhere. @throws {KeyBlobError} If it is no base64 or too short. */
export function keyBlobFromText(text: string): Uint8Array {
  let blob: Uint8Array;
  try {
    blob = fromBase64(text);
  } catch {
    throw new KeyBlobError("not base64");
  }
  if (blob.length < BLOB_LENGTH_MIN) throw new KeyBlobError("too short");
  return blob;
}

/**
 * Content of a key file, and of a plain `key export`.
 *
 * @param text The stored form, as it is: a line end is added only if it has none.
 * @see docs/formats/keys.md, "Key file".
 */
export function formatKeyFile(repositoryId: Uint8Array, text: string): string {
  return `${FILE_ID} ${toHex(repositoryId)}\n${text}${text.endsWith("\n") ? "" : "\n"}`;
}

/**
 * Looks whether a file of the keys folder is the key of this repository.
 *
 * @param path Named in the warnings.
 */
export function parseKeyFile(content: Uint8Array, repositoryId: Uint8Array, path: string): KeyFileFinding {
  const text = bytesToText(content);
  const header = `${FILE_ID} ${toHex(repositoryId)}`;
  if (!text.startsWith(`${FILE_ID} `)) return { status: "invalid" };
  if (!text.startsWith(header)) return { status: "mismatch" };
  const invalid = (reason: string): KeyFileFinding => ({
    status: "invalid",
    warning: `borg key sanity check: ${reason} [${path}]`,
  });
  const lines = text.split(/\r\n|\r|\n/);
  const lineCount = lines.at(-1) === "" ? lines.length - 1 : lines.length;
  if (lineCount < 2) return invalid("expected 2+ lines total.");
  if (lines[0]!.trimEnd().length > header.length) return invalid("key line 1 seems too long.");
  const stored = lines.slice(1).join("\n");
  try {
    const blob = fromBase64(stored);
    if (blob.length < BLOB_LENGTH_MIN) return invalid("binary encrypted key data from key line 2+ suspiciously short.");
    return { status: "found", text: stored, blob };
  } catch {
    return invalid("key line 2+ does not look like base64.");
  }
}

/**
 * Reads what `key import` was given.
 *
 * @returns The stored form of the blob, as it is in the file.
 * @throws {RepoIdMismatch} If it is the key of another repository.
 * @throws {NotABorgKeyFile} If it is anything else.
 */
export function importKeyFile(content: Uint8Array, repositoryId: Uint8Array): string {
  const text = bytesToText(content).replaceAll(/\r\n?/g, "\n");
  const header = `${FILE_ID} ${toHex(repositoryId)}\n`;
  if (text.startsWith(header)) return text.slice(header.length);
  if (text.startsWith(FILE_ID)) throw new RepoIdMismatch();
  throw new NotABorgKeyFile();
}
