import { ArgumentTypeMismatch, ArgumentValueError, type Convert } from "../arguments/index.ts";
import { parseFileSize } from "../text/index.ts";

const QUOTA_MIN = 10_000_000;

/** Bytes that a repository may hold; 0 for no quota. */
export const storageQuota: Convert<number> = (text) => {
  const bytes = parseFileSize(text);
  if (bytes === undefined) throw new ArgumentTypeMismatch("parse_storage_quota");
  if (bytes !== 0 && bytes < QUOTA_MIN) {
    throw new ArgumentValueError(`quota is too small (${text}). At least 10M are required.`);
  }
  return bytes;
};
