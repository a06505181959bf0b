import { mkdir, readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { BorgError, KeyfileInvalidError, KeyfileMismatchError, KeyfileNotFoundError } from "@coffer/format/errors";
import { formatKeyFile, parseKeyFile } from "@coffer/format/keys";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { isErrno, saveFile } from "./save-file.ts";

/** A key file of this repository. */
export interface FoundKeyFile {
  /** Absolute. */
  readonly path: string;
  /** Its key blob, encrypted. */
  readonly blob: Uint8Array;
  /** The blob as it is stored. */
  readonly text: string;
}

type Identified = Pick<Repository, "id" | "location">;

/**
 * Finds the key file of a repository: the one that BORG_KEY_FILE names, else any in the keys folder that begins with the
 * repository's id.
 *
 * @throws {KeyfileInvalidError | KeyfileMismatchError} If BORG_KEY_FILE names another thing.
 * @throws {KeyfileNotFoundError} If the keys folder has none.
 * @see docs/formats/keys.md, "Key file"
 */
export async function findKeyFile(repository: Identified, ctx: EngineContext): Promise<FoundKeyFile> {
  if (ctx.keyFile !== undefined) {
    const path = resolve(ctx.cwd, ctx.keyFile);
    const finding = parseKeyFile(await readFile(path), repository.id, path);
    if (finding.status === "found") return { path, blob: finding.blob, text: finding.text };
    if (finding.status === "mismatch") throw new KeyfileMismatchError(repository.location, path);
    warn(ctx, finding.warning);
    throw new KeyfileInvalidError(repository.location, path);
  }
  const found = await searchKeyFile(repository, ctx);
  if (found === undefined) throw new KeyfileNotFoundError(repository.location, ctx.folders.keys);
  return found;
}

async function searchKeyFile(repository: Identified, ctx: EngineContext): Promise<FoundKeyFile | undefined> {
  for (const path of await listKeyFiles(ctx)) {
    const content = await readRegularFile(path);
    if (content === undefined) continue;
    const finding = parseKeyFile(content, repository.id, path);
    if (finding.status === "found") return { path, blob: finding.blob, text: finding.text };
    if (finding.status === "invalid") warn(ctx, finding.warning);
  }
  return undefined;
}

/** Largest file of the keys folder that is looked into; keys are a thousandth of that. */
const KEY_FILE_SIZE_MAX = 1 << 20;

async function readRegularFile(path: string): Promise<Uint8Array | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size <= KEY_FILE_SIZE_MAX ? readFile(path) : undefined;
}

async function listKeyFiles(ctx: EngineContext): Promise<string[]> {
  try {
    return (await readdir(ctx.folders.keys)).map((name) => join(ctx.folders.keys, name));
  } catch (error) {
    if (isErrno(error, "ENOENT")) return [];
    throw error;
  }
}

function warn(ctx: EngineContext, message: string | undefined): void {
  if (message !== undefined) ctx.reporter.log({ level: "warning", message, name: "borg.crypto.key" });
}

/** Where the key file of a new repository goes: BORG_KEY_FILE, or a name in the keys folder that is not taken. */
export async function newKeyFilePath(name: string, ctx: EngineContext): Promise<string> {
  if (ctx.keyFile !== undefined) return resolve(ctx.cwd, ctx.keyFile);
  const first = join(ctx.folders.keys, name);
  for (let path = first, number = 2; ; path = `${first}.${number}`, number += 1) if (!(await exists(path))) return path;
}

/** Where the key file of a repository that may have one goes: to its place, else as {@link newKeyFilePath}. */
export async function keyFilePath(repository: Identified, name: string, ctx: EngineContext): Promise<string> {
  const found = ctx.keyFile === undefined ? await searchKeyFile(repository, ctx) : undefined;
  return found?.path ?? newKeyFilePath(name, ctx);
}

/**
 * Writes the key file of a new repository; durable on return, readable by its owner only.
 * @param text The stored form of the key blob.
 * @throws {BorgError} If there is a file already: it could be the only key of another repository.
 */
export async function createKeyFile(path: string, repositoryId: Uint8Array, text: string): Promise<void> {
  if (await exists(path)) throw new BorgError(`Error: Aborting because key in "${path}" already exists.`);
  await replaceKeyFile(path, repositoryId, text);
}

/** As {@link createKeyFile}, in the place of what is there. A link keeps leading to the key. */
export async function replaceKeyFile(path: string, repositoryId: Uint8Array, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const target = await realpath(path).catch(() => path);
  await saveFile(target, formatKeyFile(repositoryId, text), 0o600);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
