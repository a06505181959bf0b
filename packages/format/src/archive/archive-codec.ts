import { packWithTam, verifyTam } from "../keys/index.ts";
import type { KeySecrets, TamOptions } from "../keys/index.ts";
import { archiveRecordFromMap, archiveRecordToMap } from "./archive-record.ts";
import type { ArchiveRecord } from "./archive-record.ts";

/** A record with what its authentication says. */
export interface DecodedArchive {
  readonly record: ArchiveRecord;
  /** A TAM vouches for it. */
  readonly verified: boolean;
  /** Salt of the verified TAM: a repair writes the record again with the same. */
  readonly salt: Uint8Array | null;
}

/**
 * Packs an archive's metadata with its TAM: the plaintext of the archive object.
 *
 * @param salt `TAM_SALT_LENGTH` random bytes.
 * @see docs/formats/archive.md
 */
export function encodeArchive(record: ArchiveRecord, secrets: KeySecrets, salt: Uint8Array): Uint8Array {
  return packWithTam(archiveRecordToMap(record), "archive", secrets, salt);
}

/**
 * Reads the plaintext of an archive object.
 *
 * Borg does not demand a TAM to read an archive (`tamRequired: false`), only to check and repair.
 *
 * @throws {ArchiveTAMRequiredError} {ArchiveTAMInvalid} {IntegrityError} As `verifyTam`.
 * @throws {MsgpackError} If it is verified, or needs not to be, but is no archive of version 1.
 */
export function decodeArchive(plaintext: Uint8Array, secrets: KeySecrets, options?: TamOptions): DecodedArchive {
  const { map, verified, salt } = verifyTam(plaintext, "archive", secrets, options);
  return { record: archiveRecordFromMap(map), verified, salt };
}
