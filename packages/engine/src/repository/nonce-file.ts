import { assert } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import { isMissing } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import type { RepositoryLock } from "./repository-lock.ts";

const NONCE_FILE = "nonce";
const NONCE_HEX_LENGTH = 16;

/**
 * The next nonce that nobody has reserved, or `undefined` if the repository has no such file yet.
 * @throws {BorgError} If the file is malformed.
 * @see docs/formats/repository.md, "nonce".
 */
export async function readNonce(storage: Storage): Promise<bigint | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await storage.read(NONCE_FILE, 0, 2 * NONCE_HEX_LENGTH);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const hex = String.fromCharCode(...bytes).trim();
  if (!/^[0-9a-fA-F]{16}$/.test(hex)) {
    const reason = /^([0-9a-fA-F]{2})*$/.test(hex)
      ? `Expected 8 bytes (16 hex digits), got ${hex.length / 2} bytes.`
      : "Non-hexadecimal digit found";
    throw new BorgError(`Repository has an invalid nonce file: ${reason}`);
  }
  return BigInt(`0x${hex}`);
}

/**
 * Takes the nonces from `startNonce` up to `nextUnreserved`, durably. Without a lock it is only found out whether they could be had.
 *
 * @throws {BorgError} If others have reserved since `startNonce` was read, or if it would go back: others would use nonces again.
 */
export async function reserveNonces(
  storage: Storage,
  lock: RepositoryLock | undefined,
  nextUnreserved: bigint,
  startNonce: bigint | undefined,
): Promise<void> {
  const isBackwards = startNonce !== undefined && nextUnreserved < startNonce;
  if (isBackwards || (await readNonce(storage)) !== startNonce) {
    throw new BorgError("nonce space reservation with mismatched previous state");
  }
  // Borg's `check --bypass-lock` reserves, too. It can store nothing, so it takes nothing from others.
  if (lock === undefined) return;
  assert(await lock.isExclusive(), "nonces are reserved under the exclusive lock");
  await writeNonce(storage, nextUnreserved);
}

async function writeNonce(storage: Storage, nonce: bigint): Promise<void> {
  const hex = nonce.toString(16).padStart(NONCE_HEX_LENGTH, "0");
  await storage.writeAtomic(NONCE_FILE, new TextEncoder().encode(hex));
}
