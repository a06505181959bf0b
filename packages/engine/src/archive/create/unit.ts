import type { Hold } from "../../threads/index.ts";
import type { FilesRead, ReadTrouble } from "../jobs/index.ts";
import type { LargeFile } from "./large-file.ts";

/** Content to be read by the pipeline. */
export interface ContentSource {
  /** Raw bytes of the path to open; of what is open or read already, to name it. */
  readonly pathBytes: Uint8Array;
  /** Size that the walk saw, bytes. */
  readonly size: number;
  readonly inode: bigint;
  /** ctime that the walk saw, ns. */
  readonly ctimeNs: bigint;
  /** A descriptor that is open already; the pipeline closes it, unless it belongs to the process. */
  readonly fd?: number;
  /** A pipe or device: read from where it stands to its end, never checked for change. */
  readonly special?: boolean;
  /** Where the bytes come from in place of a file. */
  readonly stream?: ByteStream;
  /** The bytes themselves, of something small. Not to be changed until the entry is complete. */
  readonly content?: Uint8Array;
}

/** Bytes from outside, as they come. */
export interface ByteStream {
  /** Fills `target`; it gets fewer bytes only at the end of the stream. @throws The system's error. */
  readInto(target: Uint8Array): Promise<number>;
}

/** A chunk of the file at hand; `csize` is filled in when the chunk is known to be stored. */
export interface CountedChunk {
  readonly id: Uint8Array;
  readonly size: number;
  csize: number;
  /** This reference is the one that brought the chunk into the repository. */
  readonly isNew: boolean;
}

/** What became of one entry's content. */
export type Outcome =
  | { readonly type: "none" }
  | { readonly type: "stored"; readonly chunks: CountedChunk[]; readonly stale: boolean; readonly changed: boolean }
  | { readonly type: "replaced"; readonly what: "type" | "inode" }
  /** `referenced`: chunks of the file that were counted before the trouble; their references are dropped again. */
  | { readonly type: "trouble"; readonly trouble: ReadTrouble; readonly referenced: readonly CountedChunk[] };

/** One thing that the walk found, on its way through the pipeline. */
export interface PipelineEntry {
  /** Content to be read; absent for everything that is complete as it is. */
  readonly source?: ContentSource;
  /** How many items it stands for. Default: 1. */
  readonly items?: number;
  /** For what has content to be read: its place in a stretch of the walk, the same for all that read it together. */
  readonly place?: number;
  /** Called by the last stage, in order of discovery. What it throws ends the pipeline. */
  complete(outcome: Outcome): void | Promise<void>;
  /** Stores what was read of the content so far, as part file `number` (from 1) of the entry. In the order of {@link complete}. */
  addPart?(chunks: CountedChunk[], number: number): void;
}

/** Entries that travel together; the contents of their files share one region. */
export interface Group {
  readonly type: "group";
  readonly entries: readonly PipelineEntry[];
  readonly content?: {
    /** Of the region that all slots lie in. */
    readonly hold: Hold;
    /** Pairs: address and size of the slot of each file that is read. */
    readonly slots: Float64Array;
    /** Which of these files belong to the entries with a source, in their order: others may be read for other repositories. */
    readonly files: readonly number[];
    readonly reading: Promise<FilesRead>;
  };
}

/** Passes when all units before it are written and their entries complete. */
export interface Barrier {
  readonly type: "barrier";
  readonly passed: () => void;
}

export type Unit = Group | LargeFile | Barrier;
