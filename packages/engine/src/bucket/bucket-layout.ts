/** Of the keys of Borg's own files: a copy of what is below is a repository. */
export const REPOSITORY_PREFIX = "repo/";
/** Of the keys that are for us alone. */
const CONTROL_PREFIX = "ctl/";

/** Which files there are: see `Head`. */
export const HEAD_KEY: string = `${CONTROL_PREFIX}head`;
/** Who may write: see `Lease`. */
export const LOCK_KEY: string = `${CONTROL_PREFIX}lock`;
/** Of the keys of those who want the lock, where conditions do not hold: see `Candidacy`. */
export const CANDIDATES_PREFIX: string = `${CONTROL_PREFIX}locks/`;
/** What is known of the store: see `StoreRecord`. */
export const STORE_KEY: string = `${CONTROL_PREFIX}store`;
/** Of the keys of a probe, which are gone when it is over. */
export const PROBE_PREFIX: string = `${CONTROL_PREFIX}probe/`;
/** Says that the repository is being deleted: whoever finds it completes that. */
export const DOOMED_KEY: string = `${CONTROL_PREFIX}doomed`;

/** Borg's number of segments in a folder, in all repositories that we make. */
export const SEGMENTS_PER_FOLDER = 1000;

/** The number of a segment file, by its name in the repository; `undefined` for other files. */
export function segmentNumber(name: string): number | undefined {
  const match = /^data\/\d+\/(\d{1,10})$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

/** The name of a segment file in the repository. */
export function segmentName(segment: number, perFolder: number): string {
  return `data/${Math.floor(segment / perFolder)}/${segment}`;
}
