import type { Item } from "@coffer/format/archive";
import { FileError } from "../source/index.ts";

/**
 * Complains about content that is complete but not what the item promised; to be called once all of it was handed out.
 *
 * @throws {FileError} If the size differs, or a repair put zeros in the place of lost chunks.
 */
export function assertContent(item: Item, size: number): void {
  if (item.size !== undefined && item.size !== size) {
    throw new FileError("BackupError", `Size inconsistency detected: size ${item.size}, chunks size ${size}`);
  }
  if (item.chunks_healthy !== undefined) {
    throw new FileError("BackupError", "File has damaged (all-zero) chunks. Try running borg check --repair.");
  }
}
