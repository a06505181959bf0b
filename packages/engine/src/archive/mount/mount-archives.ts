import type { FileSystem } from "../../fuse/index.ts";
import type { Session } from "../../session/index.ts";
import { FETCH_HEAPS } from "../contents/index.ts";
import { startPipelinePool } from "../jobs/index.ts";
import { ArchiveFileSystem } from "./archive-file-system.ts";
import type { MountView } from "./mount-view.ts";

/** Content that is kept lies where it was opened. */
const HEAPS = { ...FETCH_HEAPS, input: 16 * 1024 * 1024, output: 48 * 1024 * 1024 };

/** An archive of the manifest: name, and when it was made in microseconds since 1970. */
export interface ShownArchive {
  readonly name: string;
  readonly time: bigint;
}

/**
 * Makes a file system of archives and runs `work` with it.
 *
 * @param archives One that is shown in the root folder, or several: each in a folder of its own, or, with `view.versions`,
 *   as versions of files, in the order given. Only with several in folders, items are read later.
 * @throws {ArchiveDoesNotExist | IntegrityError | ObjectNotFound} `work` did not run then.
 */
export async function withArchivesAsFiles<T>(
  session: Session,
  archives: string | readonly ShownArchive[],
  view: MountView,
  work: (files: FileSystem) => Promise<T>,
): Promise<T> {
  const pool = startPipelinePool(session.ctx.threads, { secrets: session.key.secrets }, HEAPS);
  try {
    const files = new ArchiveFileSystem(session, pool, view);
    if (typeof archives === "string") await files.showArchive(archives);
    else {
      for (const { name, time } of archives) {
        if (view.versions) await files.showArchive(name);
        else files.showArchiveLater(name, time);
      }
    }
    return await work(files);
  } finally {
    await pool.close();
  }
}
