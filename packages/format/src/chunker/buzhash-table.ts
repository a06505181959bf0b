import { BASE_TABLE } from "./base-table.ts";

/**
 * The table for a repository: the base table, mixed with its seed.
 *
 * @param seed `chunk_seed` of the key, a signed 32-bit number; 0 for repositories without encryption. As secret as a key.
 */
export function buzhashTable(seed: number): Uint32Array {
  return Uint32Array.from(BASE_TABLE, (word) => word ^ seed);
}
