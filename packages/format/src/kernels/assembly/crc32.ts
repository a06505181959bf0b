/** CRC-32 (IEEE 802.3, reflected), 16 bytes a step by 16 tables. */

const POLYNOMIAL: u32 = 0xedb88320;
const TABLE_SIZE: usize = 1024;
const TABLES: usize = 16;

export function crc32TablesSize(): usize {
  return TABLES * TABLE_SIZE;
}

/** Fills `tables`, once for all calls. Table n holds what a byte does to the CRC n bytes later. */
export function crc32Tables(tables: usize): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (POLYNOMIAL & (0 - (crc & 1)));
    store<u32>(tables + (<usize>byte << 2), crc);
  }
  for (let at: usize = TABLE_SIZE; at < TABLES * TABLE_SIZE; at += 4) {
    const before = load<u32>(tables + at - TABLE_SIZE);
    store<u32>(tables + at, (before >> 8) ^ load<u32>(tables + (<usize>(before & 255) << 2)));
  }
}

/** What the four bytes of `word` do to the CRC `n` bytes behind them. */
@inline
function effect(tables: usize, word: u32, n: usize): u32 {
  const base = tables + n * TABLE_SIZE;
  return (
    load<u32>(base + (<usize>(word & 255) << 2), 3 * 1024) ^
    load<u32>(base + (<usize>((word >> 8) & 255) << 2), 2 * 1024) ^
    load<u32>(base + (<usize>((word >> 16) & 255) << 2), 1024) ^
    load<u32>(base + (<usize>(word >> 24) << 2))
  );
}

/** @returns The CRC of what gave `crc` (0 at first) followed by these `size` bytes. */
export function crc32(crc: u32, data: usize, size: usize, tables: usize): u32 {
  crc = ~crc;
  for (; size >= 16; size -= 16, data += 16) {
    crc =
      effect(tables, crc ^ load<u32>(data), 12) ^
      effect(tables, load<u32>(data, 4), 8) ^
      effect(tables, load<u32>(data, 8), 4) ^
      effect(tables, load<u32>(data, 12), 0);
  }
  for (; size > 0; size--, data++) {
    crc = (crc >> 8) ^ load<u32>(tables + (<usize>((crc ^ <u32>load<u8>(data)) & 255) << 2));
  }
  return ~crc;
}
