import type { Load } from "../measure/index.ts";
import { fileSizeOf, randomBytesFrom, SOURCES, textFrom } from "../sources/index.ts";
import type { SourceName } from "../sources/index.ts";
import type { Setting } from "../tools/index.ts";

const CHUNK = 2 ** 21;

/** What the bytes of a source go through when it is written to a repository, or read from it. */
export function loadOf(
  source: SourceName,
  { mode, compression }: Setting,
  direction: Load["direction"],
): (scale: number) => Load {
  const fileSize = fileSizeOf(source);
  return (scale) => ({
    direction,
    bytes: SOURCES[source].bytes * scale,
    chunkSize: fileSize ?? CHUNK,
    cut: fileSize === undefined,
    blake2: mode === "repokey-blake2",
    compression,
    sample: source === "text" ? textFrom(1, CHUNK * 4) : randomBytesFrom(1, CHUNK * 8),
  });
}
