import { accessSync, constants, statSync } from "node:fs";
import { BorgError, RTError } from "@coffer/format/errors";
import { textToBytes } from "@coffer/format/bytes";
import { withArchivesAsFiles } from "../archive/index.ts";
import type { MountView } from "../archive/index.ts";
import { GentleStop } from "../context/index.ts";
import type { EngineContext } from "../context/index.ts";
import {
  isFuseSupported,
  leaveTerminal,
  Mounted,
  MountFailure,
  sortMountOptions,
  UnknownMountOption,
} from "../fuse/index.ts";
import type { FileSystem } from "../fuse/index.ts";
import { accounts } from "../platform/index.ts";
import { selectArchives } from "./archive-selection.ts";
import type { ArchiveSelection } from "./archive-selection.ts";
import { parseMountWords } from "./mount-options.ts";
import type { MountWords } from "./mount-options.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface MountOptions extends RepositoryTarget {
  /** The one archive to mount; default: those that `selection` leaves, each in a folder. */
  readonly archive?: string | undefined;
  readonly selection?: ArchiveSelection;
  /** As the user wrote it: for messages. */
  readonly mountpoint: string;
  /** What stands behind `-o`: Borg's own options and those of FUSE, separated by commas. */
  readonly mountOptions: string;
  /** Names of the FUSE bindings to choose from (`BORG_FUSE_IMPL`); `none` alone refuses to mount. */
  readonly fuseImplementations: string;
  readonly view: Pick<
    MountView,
    "matches" | "stripComponents" | "considerPartFiles" | "numericIds" | "dataCacheEntries"
  >;
  /** Aborted when the mount is to end: in the foreground and for a `GentleStop` it is unmounted, else left behind as an error. */
  readonly signal: AbortSignal;
  /**
   * Leave the terminal and its signals once the mount point can be used, and call this then. Absent: stay, and keep the
   * outputs.
   */
  readonly leftForeground?: (() => void) | undefined;
}

/**
 * Mounts an archive or a whole repository, and answers until somebody unmounts. The lock is held as long.
 *
 * If the process ends otherwise, the mount point stays and gives errors: an empty folder could be taken for an empty backup.
 *
 * @throws {RTError} If there is no FUSE, the mount point is no writable folder, or the system refuses to mount.
 * @throws {ArchiveDoesNotExist}
 * @throws The errors of opening, see `openSession`; of reading items, see `readItems`.
 */
export async function mount(options: MountOptions, ctx: EngineContext): Promise<void> {
  assertMountable(options, ctx.cwd);
  await withSession(options, ctx, { exclusive: false, operations: ["read"] }, async (session) => {
    ctx.reporter.log({ level: "info", message: "Mounting filesystem" });
    const words = parseMountWords(options.mountOptions);
    assertAccounts(words);
    if (words.versions && options.archive !== undefined) {
      throw new BorgError(
        "Error: for versions view, do not specify a single archive, but always give the repository as location.",
      );
    }
    const archives = options.archive ?? selectArchives(session.manifest, options.selection);
    const { versions, allowDamagedFiles, uid, gid, umask } = words;
    const view = { ...options.view, versions, allowDamagedFiles, uid, gid, umask };
    await withArchivesAsFiles(session, archives, view, (files) => serve(files, words, options, ctx));
  });
}

/** Made before the repository is opened and a passphrase asked for. */
function assertMountable(options: MountOptions, cwd: string): void {
  const wanted = options.fuseImplementations;
  if (!isFuseSupported() || wanted.split(",").every((name) => name.trim() === "none")) {
    throw new RTError(`borg mount not available: no FUSE support, BORG_FUSE_IMPL=${wanted}.`);
  }
  const path = Buffer.from(textToBytes(absolute(cwd, options.mountpoint)));
  try {
    if (!statSync(path).isDirectory()) throw new Error("no folder");
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    throw new RTError(`${options.mountpoint}: Mount point must be a writable directory`);
  }
}

/** Owners that have no name cannot be told apart from a mistyped number. */
function assertAccounts(words: MountWords): void {
  const uid = words.uid ?? process.getuid?.() ?? 0;
  const gid = words.gid ?? process.getgid?.() ?? 0;
  const advice = (kind: string, what: string): string =>
    `Please check that the corresponding ${what} exists or do not specify a ${kind} mount option.`;
  if (accounts.userName(uid) === undefined) {
    throw new BorgError(`Error: uid ${uid} can not be resolved to a username. ${advice("uid", "user")}`);
  }
  if (accounts.groupName(gid) === undefined) {
    throw new BorgError(`Error: gid ${gid} can not be resolved to a group name. ${advice("gid", "group")}`);
  }
}

async function serve(files: FileSystem, words: MountWords, options: MountOptions, ctx: EngineContext): Promise<void> {
  const { signal } = options;
  if (signal.aborted) return;
  const mounted = await attach(absolute(ctx.cwd, options.mountpoint), words, ctx);
  const end = (): void => {
    const isCtrlC = signal.reason instanceof GentleStop && options.leftForeground === undefined;
    if (isCtrlC) mounted.unmount();
    else mounted.stop();
  };
  signal.addEventListener("abort", end);
  // It may have come while the mount was made.
  if (signal.aborted) end();
  try {
    if (options.leftForeground !== undefined) {
      leaveTerminal();
      options.leftForeground();
    }
    await mounted.serve(files, (error) => {
      ctx.reporter.log({ level: "error", message: error instanceof Error ? error.message : String(error) });
    });
  } finally {
    signal.removeEventListener("abort", end);
  }
}

async function attach(mountpoint: string, words: MountWords, ctx: EngineContext): Promise<Mounted> {
  try {
    return await Mounted.attach(mountpoint, sortMountOptions(words.rest));
  } catch (error) {
    if (!(error instanceof MountFailure) && !(error instanceof UnknownMountOption)) throw error;
    ctx.reporter.log({ level: "error", message: error.message });
    throw new RTError("FUSE mount failed");
  }
}

function absolute(cwd: string, path: string): string {
  return path.startsWith("/") ? path : `${cwd}/${path}`;
}
