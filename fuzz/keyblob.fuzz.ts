import { BorgError } from "@coffer/format/errors";
import { createSecrets, keyTypeByMode, sealKeyBlob, unpackInnerKey, unpackSealedKey } from "@coffer/format/keys";
import { packSortedMap } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import type { FuzzTarget } from "./fuzz-target.ts";

const repositoryId = new Uint8Array(32).fill(1);
const random = (length: number): Uint8Array => new Uint8Array(length).fill(length);

/** Both layers of a key blob; the derivation between them would only cost time. */
export const target: FuzzTarget = {
  name: "keyblob",
  seeds() {
    const seeds: Uint8Array[] = [];
    for (const mode of ["repokey", "repokey-blake2"] as const) {
      const secrets = createSecrets(mode, repositoryId, random);
      const { enc_key, enc_hmac_key, id_key, chunk_seed } = secrets;
      const inner = {
        chunk_seed,
        enc_hmac_key,
        enc_key,
        id_key,
        repository_id: repositoryId,
        tam_required: true,
        version: 1,
      };
      seeds.push(
        sealKeyBlob(secrets, "", new Uint8Array(32), 1),
        packSortedMap(new Map<string, MsgpackValue>(Object.entries(inner))),
      );
    }
    return seeds;
  },
  run(input) {
    attempt(() => unpackSealedKey(input));
    attempt(() => unpackInnerKey(input, keyTypeByMode("repokey"), false));
    attempt(() => unpackInnerKey(input, keyTypeByMode("keyfile-blake2"), true));
  },
};

function attempt(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    if (!(error instanceof BorgError)) throw error;
  }
}
