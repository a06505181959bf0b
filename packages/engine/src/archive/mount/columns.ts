/** The kinds of typed array that columns are made of. */
type Numbers = Uint8Array | Uint32Array | Float64Array | BigInt64Array;

/** Copies a column into one of the same kind with room for `length` values. */
export function grown<T extends Numbers>(column: T, length: number): T {
  const larger = new (column.constructor as new (length: number) => T)(length);
  larger.set(column as never);
  return larger;
}

/** Room to make when `needed` values must fit. */
export function roomFor(length: number, needed: number): number {
  let room = length;
  while (room < needed) room = Math.ceil(room * 1.5);
  return room;
}
