/** Sums over the file contents of one archive, as Borg counts them. */
export interface Statistics {
  /** Bytes of content. */
  original_size: number;
  /** Bytes of the stored objects, each reference counted. */
  compressed_size: number;
  /** Bytes of the stored objects that are new to the repository. */
  deduplicated_size: number;
  nfiles: number;
}

export function emptyStatistics(): Statistics {
  return { original_size: 0, compressed_size: 0, deduplicated_size: 0, nfiles: 0 };
}
