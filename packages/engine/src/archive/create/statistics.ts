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

/** How many files were read, by what the files cache knew of them; the others are unchanged. */
export interface ReadFiles {
  added: number;
  modified: number;
}

/** Sums over the part files that checkpoints left in the middle of files; their contents are part of the other sums, too. */
export interface PartStatistics {
  size: number;
  csize: number;
  nfiles: number;
}

export function emptyStatistics(): Statistics {
  return { original_size: 0, compressed_size: 0, deduplicated_size: 0, nfiles: 0 };
}

export function emptyPartStatistics(): PartStatistics {
  return { size: 0, csize: 0, nfiles: 0 };
}
