import type { LoadedArchive } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import { FETCH_HEAPS, FetchStage, streamContents } from "../contents/index.ts";
import { startPipelinePool } from "../jobs/index.ts";
import type { ItemSelection } from "./extract-options.ts";
import { ExtractProgress } from "./extract-progress.ts";
import { selectEntries } from "./select-entries.ts";
import { TarOutput } from "./tar-output.ts";
import type { WriteBytes } from "./tar-output.ts";
import { TarWriter } from "./tar-writer.ts";

export interface ExportArchiveOptions extends ItemSelection {
  /** Takes the tar file. */
  readonly write: WriteBytes;
  /** Told each item's path, as it is in the archive, before its turn. */
  readonly visit?: ((path: string) => void) | undefined;
  /** Ends the command with an error at the next item. */
  readonly signal?: AbortSignal | undefined;
}

const PROGRESS_WORDS = { adding: "Calculating size", doing: "Processing" };

/**
 * Writes the selected items of an archive as a tar file in GNU format, in the archive's order.
 *
 * What a tar of that format has no room for (flags, ACLs, extended attributes, atime, ctime, parts of seconds) is left out.
 *
 * @throws {IntegrityError | ObjectNotFound} At damaged or missing data; the tar file ends in the middle.
 */
export async function exportArchive(
  session: Session,
  archive: LoadedArchive,
  options: ExportArchiveOptions,
): Promise<void> {
  const { ctx, key, repository } = session;
  const pool = startPipelinePool(ctx.threads, { secrets: key.secrets }, FETCH_HEAPS);
  try {
    const progress = await ExtractProgress.begin(archive, options, ctx, PROGRESS_WORDS);
    const output = new TarOutput(options.write);
    const writer = new TarWriter(output, ctx.reporter, options, progress);
    await streamContents(new FetchStage(repository, pool), selectEntries(archive, options, writer), writer);
    progress.finish();
    await output.finish();
  } finally {
    await pool.close();
  }
}
