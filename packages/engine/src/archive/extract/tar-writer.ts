import type { Item, ItemChunk } from "@coffer/format/archive";
import { contentSize, isHardlinkSlave, stripComponents } from "@coffer/format/archive";
import type { BorgError } from "@coffer/format/errors";
import { genericWarning, IntegrityError } from "@coffer/format/errors";
import type { TarMember } from "@coffer/format/tar";
import {
  encodeGnuMember,
  TAR_BLOCK_DEVICE,
  TAR_CHARACTER_DEVICE,
  TAR_FIFO,
  TAR_FOLDER,
  TAR_HARD_LINK,
  TAR_REGULAR,
  TAR_SYMLINK,
} from "@coffer/format/tar";
import type { Reporter } from "../../context/index.ts";
import {
  deviceMajor,
  deviceMinor,
  fileType,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFREG,
} from "../../platform/index.ts";
import type { WantedChunk } from "../contents/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import { MasterLinks } from "../restore/index.ts";
import type { ExportArchiveOptions } from "./export-archive.ts";
import type { ExtractEntry, ExtractSink } from "./extract-options.ts";
import type { ExtractProgress } from "./extract-progress.ts";
import type { LinkFollower } from "./select-entries.ts";
import type { TarOutput } from "./tar-output.ts";

/** Types of everything but regular files. */
const TYPES: ReadonlyMap<number, string> = new Map([
  [S_IFDIR, TAR_FOLDER],
  [S_IFLNK, TAR_SYMLINK],
  [S_IFBLK, TAR_BLOCK_DEVICE],
  [S_IFCHR, TAR_CHARACTER_DEVICE],
  [S_IFIFO, TAR_FIFO],
]);

/** Bytes between two records of progress, as Borg counts them here. */
const PROGRESS_BYTES = 16 * 1024;

type Kind = Pick<TarMember, "type" | "linkname" | "size">;

/** Writes items as members of a tar file. A hard link whose first name is not selected becomes a file of its own. */
export class TarWriter implements ExtractSink, LinkFollower {
  readonly #output: TarOutput;
  readonly #reporter: Reporter;
  readonly #options: ExportArchiveOptions;
  readonly #progress: ExtractProgress;
  readonly #links = new MasterLinks();
  /** Bytes of content that the member at hand has, and how many of them have come. */
  #size = 0;
  #written = 0;

  constructor(output: TarOutput, reporter: Reporter, options: ExportArchiveOptions, progress: ExtractProgress) {
    this.#output = output;
    this.#reporter = reporter;
    this.#options = options;
    this.#progress = progress;
  }

  skip(item: Item): void {
    this.#links.skip(item);
  }

  contentOf(item: Item): readonly ItemChunk[] {
    return fileType(item.mode) === S_IFREG ? this.#links.contentOf(item) : [];
  }

  begin(entry: ExtractEntry): void | Promise<void> {
    const { item, path } = entry;
    this.#size = 0;
    this.#written = 0;
    const kind = this.#kindOf(entry);
    if (kind === undefined) {
      const type = fileType(item.mode).toString(8);
      this.#reporter.warn(genericWarning(`${path}: unsupported file type ${type} for tar export`));
      return;
    }
    this.#size = kind.size;
    this.#options.visit?.(item.path);
    return this.#output.write(encodeGnuMember(memberOf(item, path, kind)));
  }

  data(entry: ExtractEntry, bytes: Uint8Array): void | Promise<void> {
    stopIfInterrupted(this.#options.signal);
    this.#written += bytes.length;
    this.#assertSize(entry, this.#written <= this.#size);
    for (let at = 0; at < bytes.length; at += PROGRESS_BYTES) {
      this.#progress.add(Math.min(PROGRESS_BYTES, bytes.length - at), entry.path);
    }
    return this.#output.write(bytes);
  }

  damaged(_entry: ExtractEntry, _chunk: WantedChunk, error: BorgError): void {
    throw error;
  }

  end(entry: ExtractEntry): void | Promise<void> {
    this.#assertSize(entry, this.#written === this.#size);
    return this.#output.pad(this.#size);
  }

  #kindOf({ item, path, chunks }: ExtractEntry): Kind | undefined {
    const type = fileType(item.mode);
    if (type !== S_IFREG) {
      const flag = TYPES.get(type);
      return flag === undefined
        ? undefined
        : { type: flag, size: 0, linkname: type === S_IFLNK ? (item.source ?? "") : "" };
    }
    const file = { type: TAR_REGULAR, size: item.size ?? contentSize({ chunks: [...chunks] }), linkname: "" };
    if (!isHardlinkSlave(item)) return file;
    const plan = this.#links.planFor(item);
    if (plan.kind === "restore") {
      this.#links.restored(item, path);
      return file;
    }
    const linkname = plan.path ?? stripComponents(item.source ?? "", this.#options.stripComponents ?? 0);
    return linkname === "" ? { type: TAR_REGULAR, size: 0, linkname } : { type: TAR_HARD_LINK, size: 0, linkname };
  }

  /** The size stands in the tar file already: nothing else must follow it. */
  #assertSize({ item }: ExtractEntry, isRight: boolean): void {
    if (isRight) return;
    throw new IntegrityError(`${item.path}: the chunks do not add up to ${this.#size} bytes`);
  }
}

function memberOf(item: Item, name: string, kind: Kind): TarMember {
  const isDevice = kind.type === TAR_BLOCK_DEVICE || kind.type === TAR_CHARACTER_DEVICE;
  return {
    name,
    mode: item.mode & 0o7777,
    uid: item.uid,
    gid: item.gid,
    // Rounded as Borg does: through a floating point number.
    mtime: Number(item.mtime) / 1e9,
    uname: item.user ?? "",
    gname: item.group ?? "",
    devmajor: isDevice ? deviceMajor(item.rdev ?? 0) : 0,
    devminor: isDevice ? deviceMinor(item.rdev ?? 0) : 0,
    ...kind,
  };
}
