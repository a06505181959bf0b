import { exportArchive } from "../archive/index.ts";
import type { ExportArchiveOptions } from "../archive/index.ts";
import { loadArchive } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** Where a tar file goes. */
export interface TarTarget {
  write(bytes: Uint8Array): void | Promise<void>;
  /** The tar file is complete. @throws If it did not get where it should. */
  finish(): Promise<void>;
  /** It will not be completed. */
  abort(): void;
}

export interface ExportTarOptions extends RepositoryTarget, Omit<ExportArchiveOptions, "write"> {
  readonly archive: string;
  /** Called once the archive is open: nothing is overwritten for an archive that does not exist. */
  readonly openTarget: () => Promise<TarTarget>;
}

/**
 * Writes items of an archive as a tar file; see `exportArchive`.
 *
 * @throws {ArchiveDoesNotExist}
 * @throws The errors of opening, see `openSession`, and those of the target.
 */
export function exportTar(options: ExportTarOptions, ctx: EngineContext): Promise<void> {
  return withSession(options, ctx, { exclusive: false, operations: ["read"] }, async (session) => {
    const archive = await loadArchive(session, options.archive);
    const target = await options.openTarget();
    try {
      await exportArchive(session, archive, { ...options, write: (bytes) => target.write(bytes) });
      await target.finish();
    } catch (error) {
      target.abort();
      throw error;
    }
  });
}
