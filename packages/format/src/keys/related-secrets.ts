import { CommandError } from "../errors/index.ts";
import { fromHex, toHex } from "../bytes/index.ts";
import type { KeySecrets } from "./key-secrets.ts";
import { KEY_TYPES, keyTypeByByte } from "./key-types.ts";
import type { KeyType } from "./key-types.ts";

/** What two repositories share so that their ids and chunks are the same; see docs/formats/keys.md, "Related secrets". */
export interface RelatedSecrets {
  readonly id_key: Uint8Array;
  readonly chunk_seed: number;
  /** How ids are made; the other repository's key type may differ in all else. */
  readonly hash: KeyType["hash"];
}

/**
 * Reads the JSON text of `key export-related-secrets`.
 *
 * @param path Named in errors; what the text holds never is.
 * @throws {CommandError} If the text is anything else.
 */
export function parseRelatedSecrets(json: string, path: string): RelatedSecrets {
  const fields = parseObject(json, path);
  if (fields["version"] !== 1) {
    throw new CommandError(`Unsupported related secrets version: ${describe(fields["version"])}`);
  }
  const { id_key, chunk_seed, key_name } = fields;
  const keyType = KEY_TYPES.find((type) => type.name === key_name);
  // Only the name decides in Borg, too; a name of another kind fits no new key.
  const hash = keyType?.hash ?? "sha256";
  if (!Number.isSafeInteger(chunk_seed)) {
    throw new CommandError(`Invalid chunk_seed in related secrets file: ${path}`);
  }
  return { id_key: parseIdKey(id_key, path), chunk_seed: chunk_seed as number, hash };
}

/** The JSON text of `key export-related-secrets`, as Borg indents it. Holds secrets. */
export function formatRelatedSecrets(secrets: KeySecrets): string {
  const fields = {
    version: 1,
    id_key: toHex(secrets.id_key),
    chunk_seed: secrets.chunk_seed,
    key_name: keyTypeByByte(secrets.type).name,
  };
  return `${JSON.stringify(fields, null, 4)}\n`;
}

function parseObject(json: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new CommandError(`Invalid JSON in related secrets file: ${path}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CommandError(`Invalid JSON in related secrets file: ${path}`);
  }
  return value as Record<string, unknown>;
}

function parseIdKey(value: unknown, path: string): Uint8Array {
  try {
    if (typeof value === "string" && value !== "") return fromHex(value);
  } catch {
    // The text itself is a secret: only the file is named.
  }
  throw new CommandError(`Invalid id_key in related secrets file: ${path}`);
}

function describe(version: unknown): string {
  if (version === undefined || version === null) return "None";
  return typeof version === "number" || typeof version === "string" ? String(version) : "?";
}
