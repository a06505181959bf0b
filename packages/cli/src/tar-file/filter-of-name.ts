/** Programs by the endings of the names of what they write. */
const FILTERS: readonly (readonly [program: string, endings: readonly string[]])[] = [
  ["gzip", [".tar.gz", ".tgz"]],
  ["bzip2", [".tar.bz2", ".tbz"]],
  ["xz", [".tar.xz", ".txz"]],
  ["lz4", [".tar.lz4"]],
  ["zstd", [".tar.zstd", ".tar.zst"]],
];

/** Command line of the filter that a file of this name needs, if any. */
export function filterOfName(name: string, direction: "compress" | "decompress"): string | undefined {
  const found = FILTERS.find(([, endings]) => endings.some((ending) => name.endsWith(ending)));
  if (found === undefined) return undefined;
  return direction === "decompress" ? `${found[0]} -d` : found[0];
}
