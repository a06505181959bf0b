import type { Program } from "@coffer/testkit/borg";

/** Where a client of a program keeps its things, and where its repository lies. */
export interface Place {
  readonly home: string;
  readonly repository: string;
}

/** What a repository is made with. Programs without these modes take what they have. */
export interface Setting {
  readonly mode: "repokey" | "repokey-blake2";
  /** A class of compression: programs without these take what they have for the same use. */
  readonly compression: "lz4" | "zstd,3" | "zstd,10";
}

export type Words = readonly string[];

/** How a program is asked for what every backup program does: the words of its command lines. */
export interface Speech {
  /** All that its processes find in their environment. */
  environment(place: Place): Readonly<Record<string, string>>;
  /** Makes the repository; one command after the other. */
  init(place: Place, setting: Setting): Words[];
  /** Of the current folder. `time`: when the archive says it was made; default now. */
  create(place: Place, archive: string, setting: Setting, time?: Date): Words;
  /** The whole archive, or one file of it, into the current folder; `source` is the folder that the archive is of. */
  extract(place: Place, archive: string, source: string, file?: string): Words;
  /** All files of an archive; missing where an archive cannot be named beforehand. */
  list?(place: Place, archive: string): Words;
  info(place: Place, archive: string): Words;
  check(place: Place): Words;
  /** A check that reads and verifies all contents. */
  checkData(place: Place): Words;
  /** Keeps the newest archive of each of the last `days` days, and frees the space of the others. */
  prune(place: Place, days: number): Words[];
}

/** A backup program of this machine. */
export interface Tool {
  /** `coffer`, `borg-1.4`, `restic`, … */
  readonly name: string;
  readonly path: string;
  readonly version: string;
  readonly speech: Speech;
  /** The same program to those who drive Borg's command line; only coffer and the real borg have one. */
  readonly borg: Program | undefined;
}
