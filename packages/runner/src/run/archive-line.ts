import { formatFileSize } from "@coffer/cli/text";
import type { ArchiveFigures } from "../actions/index.ts";
import { spanOf } from "../progress/index.ts";

/** What the line is made of. */
export type LineFigures = Pick<
  ArchiveFigures,
  "archive" | "files" | "original_size" | "compressed_size" | "deduplicated_size" | "durationMs"
>;

/** What a new archive holds, for the summary of a run. */
export function archiveLine({ archive, files: count, durationMs, ...sizes }: LineFigures): string {
  const [original, compressed, added] = [sizes.original_size, sizes.compressed_size, sizes.deduplicated_size].map(
    (size) => formatFileSize(size),
  );
  const files = `${count.toLocaleString("en")} ${count === 1 ? "file" : "files"}`;
  return `archive ${archive}: ${files}, ${original} (${compressed} compressed, ${added} new), in ${spanOf(Math.round(durationMs / 1000))}`;
}
