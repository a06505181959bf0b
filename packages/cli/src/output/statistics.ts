import { formatFileSize } from "../text/index.ts";

export const DASHES: string = "-".repeat(78);
export const STATS_HEADER = "                       Original size      Compressed size    Deduplicated size";

/** Bytes of an archive: of its files, stored, and stored for nothing else. */
export interface ArchiveSizes {
  readonly original_size: number;
  readonly compressed_size: number;
  readonly deduplicated_size: number;
}

/** Totals over all archives, and of the chunk index. */
export interface CacheTotals {
  readonly total_size: number;
  readonly total_csize: number;
  readonly unique_size: number;
  readonly unique_csize: number;
  readonly total_unique_chunks: number;
  readonly total_chunks: number;
}

/** One line of the table of sizes. */
export function formatSizes(label: string, sizes: ArchiveSizes, iec: boolean): string {
  const cell = (bytes: number): string => formatFileSize(bytes, { iec }).padStart(20);
  const cells = [sizes.original_size, sizes.compressed_size, sizes.deduplicated_size].map(cell);
  return `${label.padEnd(15)} ${cells.join(" ")}`;
}

/** The lines about all archives and the chunk index. */
export function formatTotals(totals: CacheTotals, iec: boolean): string {
  const cell = (text: string): string => text.padStart(20);
  const sizes = [totals.total_size, totals.total_csize, totals.unique_csize];
  return [
    `All archives:   ${sizes.map((bytes) => cell(formatFileSize(bytes, { iec }))).join(" ")}`,
    "",
    "                       Unique chunks         Total chunks",
    `Chunk index:    ${cell(String(totals.total_unique_chunks))} ${cell(String(totals.total_chunks))}`,
  ].join("\n");
}
