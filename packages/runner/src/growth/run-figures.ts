/** What a run of `create` has measured. Sizes are bytes, as Borg counts them. */
export interface RunFigures {
  /** Hexadecimal; empty where it is not known. */
  readonly repository_id: string;
  readonly archive: string;
  readonly startedMs: number;
  readonly durationMs: number;
  readonly original_size: number;
  readonly compressed_size: number;
  /** Of the compressed size what the repository did not have before. */
  readonly deduplicated_size: number;
  readonly files: number;
  /** New to the files cache, and changed; undefined where nobody has counted. */
  readonly filesNew: number | undefined;
  readonly filesChanged: number | undefined;
  /** What all archives of the repository take. */
  readonly repositorySize: number | undefined;
  /** What else fits where the repository lies: free space, or what its quota leaves. */
  readonly room: number | undefined;
}

/** How many times smaller the repository's part of the archive is than the source; undefined where nothing was stored. */
export function dedupRatio({ original_size, deduplicated_size }: RunFigures): number | undefined {
  return deduplicated_size === 0 ? undefined : original_size / deduplicated_size;
}

/** Files that are as the run before has left them. */
export function filesUnchanged({ files, filesNew, filesChanged }: RunFigures): number | undefined {
  if (filesNew === undefined || filesChanged === undefined) return undefined;
  return Math.max(0, files - filesNew - filesChanged);
}
