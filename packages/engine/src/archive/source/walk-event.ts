import type { Item } from "@coffer/format/archive";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import type { BorgWarning } from "@coffer/format/errors";
import type { FileStat } from "../../platform/index.ts";

/** A file system object to store. */
export interface WalkEntry {
  readonly type: "item";
  /** As walked, relative to the current folder or absolute; patterns and the files cache go by it. */
  readonly path: string;
  /**
   * Ready to be stored, except that a `file` still lacks `chunks` and `size` (a hard link to an earlier one has neither).
   */
  readonly item: Item;
  readonly stat: FileStat;
  /** `file`: there is content to read, unless `item.source` is set. `special`: a device or FIFO to be read like a file. */
  readonly kind: "file" | "special" | "directory" | "other";
  /** Letter to show once the item is stored. Files have none yet; that of a folder comes as an event after its content. */
  readonly status: string | undefined;
  /** Bytes at the end of the path that system calls are given: the bare name, of a root the whole path. */
  readonly nameLength: number;
  /** Read what the symlink points to (`--read-special`). */
  readonly follow: boolean;
}

export type WalkEvent =
  | WalkEntry
  /** To be shown by `--list`. */
  | { readonly type: "status"; readonly status: string; readonly path: string }
  /** A special file that is not to be read; its status comes besides. */
  | { readonly type: "left out"; readonly path: string }
  | { readonly type: "warning"; readonly warning: BorgWarning; readonly path: string };

/** What an event is called in messages of the system. */
export function nameOf({ path, nameLength }: Pick<WalkEntry, "path" | "nameLength">): string {
  const bytes = textToBytes(path);
  return bytesToText(bytes.subarray(bytes.length - nameLength));
}
