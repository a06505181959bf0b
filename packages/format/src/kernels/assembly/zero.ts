/** @returns 1 if all `size` bytes are zero, else 0. */
export function isZero(data: usize, size: usize): i32 {
  for (; size >= 64; size -= 64, data += 64) {
    const low = v128.or(v128.load(data, 0), v128.load(data, 16));
    const high = v128.or(v128.load(data, 32), v128.load(data, 48));
    if (v128.any_true(v128.or(low, high))) return 0;
  }
  for (; size > 0; size--, data++) if (load<u8>(data) != 0) return 0;
  return 1;
}
