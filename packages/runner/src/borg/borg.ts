import type { SpecialFilesRule } from "@coffer/cli/program";
import type { Writable } from "node:stream";
import type { CreateResult } from "@coffer/engine/commands";
import type { LogLevel } from "../log/index.ts";
import type { Env } from "../system/index.ts";
import type { BorgVersion } from "./borg-version.ts";

export type { SpecialFilesRule };

/** Where the output of a call goes. */
export type BorgOutput =
  /** Each line of standard output is a record of this level; what Borg logs keeps its own level. */
  | { readonly kind: "log"; readonly level: LogLevel }
  /** Standard output is the result; lines are handed to `onLine` instead where that is given, files to `onFile`, messages that are no warnings to `onInfo`. */
  | {
      readonly kind: "capture";
      readonly onLine?: (line: string) => void;
      readonly onFile?: OnFile;
      readonly onInfo?: (message: string) => void;
      /** Standard error and input are ours all the same: for progress. Nothing is handed to `onFile` and `onInfo` then. */
      readonly isWatched?: boolean;
    }
  /** Standard output and error are ours, and so is standard input: for questions and progress. */
  | { readonly kind: "terminal" }
  /** The bytes of standard output flow into `target`, which stays open. */
  | { readonly kind: "pipe"; readonly target: Writable }
  /** What is said of single files (`--list`) goes to `onFile`. */
  | { readonly kind: "files"; readonly onFile: OnFile };

/** Is told of single files: a letter, and the path as Borg writes it. */
type OnFile = (status: string, path: string) => void;

/** One call of Borg. Environment, passphrase and folder are those of the configuration, unless said otherwise here. */
export interface BorgCall {
  /** The command: one word, or two as in `key export`. */
  readonly command: readonly string[];
  /** Options, each value a word of its own. */
  readonly options: readonly string[];
  /** Repository or archive first, where the command takes one. */
  readonly positionals: readonly string[];
  readonly output: BorgOutput;
  /** Variables beside those of the configuration; undefined takes one away. */
  readonly env?: Env;
  /** Absolute; the working directory of the configuration when left out. */
  readonly cwd?: string;
  /** No passphrase is handed over, so that Borg asks for it. */
  readonly withoutPassphrase?: boolean;
  /** What exit codes mean beside Borg's and the configuration's rules (the configuration wins). */
  readonly exitCodes?: readonly ExitCodeRule[];
  /** Messages with these ids are not worth a line in the log. */
  readonly quietMessages?: readonly string[];
  /** With `--read-special`: which special files are read. Only where {@link Borg.sparesSpecialFiles}. */
  readonly specialFiles?: SpecialFilesRule | undefined;
  /** Begins what the call logs: which one it is of several that run at the same time. */
  readonly logPrefix?: string;
  /** Stops the call beside the signal of the run: a dump that feeds it has failed. */
  readonly signal?: AbortSignal;
}

/** What an exit code means, said by the configuration. */
export interface ExitCodeRule {
  readonly code: number;
  readonly treat_as: "error" | "warning";
}

/** How a call has ended well: Borg's exit code 0, or one that counts as a warning. */
export interface BorgResult {
  readonly exitCode: number;
  /** Captured text, without its last line break; empty when the output went elsewhere. */
  readonly text: string;
  /** What is known of the archive that the call has made; only coffer's own engine tells. */
  readonly created?: CreateResult;
}

/** Something that does what Borg's command line says. */
export interface Borg {
  /** Whether a call can leave out special files while it walks; else they have to be found before, and excluded. */
  readonly sparesSpecialFiles: boolean;
  /** @throws {Error} If it cannot be found or does not say a version. */
  version(): Promise<BorgVersion>;
  /**
   * Runs one command to its end.
   *
   * @throws {BorgFailed} If its exit code means an error; what is in the repository then is Borg's to say.
   */
  run(call: BorgCall): Promise<BorgResult>;
  /**
   * Runs several `create` at the same time, each for another repository and otherwise of the same options: the files are
   * walked and read once for all of them. One that fails does not stop the others. Absent where Borg cannot do so.
   *
   * @returns In the order of the calls; see {@link run}.
   */
  createTogether?(calls: readonly BorgCall[]): Promise<readonly PromiseSettledResult<BorgResult>[]>;
  /** No more calls follow on the same repository: what they have left to one another in memory is let go. */
  forget(): void;
}
