import { Socket } from "node:net";
import { textToBytes } from "@coffer/format/bytes";
import { fileType, S_IFIFO, S_IFREG } from "../../platform/index.ts";
import { openEntry, ReadableBytes } from "../source/index.ts";
import type { PackedFile, WalkEntry } from "../source/index.ts";
import type { ContentSource } from "./unit.ts";

/** Longest path that one system call opens. */
const PATH_BYTES_MAX = 4095;

/** Says how to read what the walk has found. Where something must be opened here and now, that may fail. */
export class ContentSources {
  readonly #opened = new Map<number, ContentSource>();

  /** Forgets what was opened: another stretch of the walk begins. */
  begin(): void {
    this.#opened.clear();
  }

  /**
   * @param place In the stretch of the walk: whoever asks for the same place shares what was opened.
   * @throws {FileError} If its path is very long, and it cannot be opened.
   */
  ofFile(file: PackedFile, place: number): ContentSource {
    const { pathBytes, size, ino, ctime } = file;
    const source = { pathBytes, size, inode: ino, ctimeNs: ctime };
    if (pathBytes.length <= PATH_BYTES_MAX) return source;
    const { path, nameLength } = file;
    const stat = { mode: S_IFREG, ino };
    return this.#once(place, () => ({
      ...source,
      fd: openEntry({ path, nameLength, kind: "file", follow: false, stat }).fd,
    }));
  }

  /** Of a device or a pipe, as {@link ofFile}. @throws {FileError} If it cannot be opened. */
  ofSpecial(entry: WalkEntry, place: number): ContentSource {
    return this.#once(place, () => openSpecial(entry));
  }

  #once(place: number, open: () => ContentSource): ContentSource {
    const source = this.#opened.get(place) ?? open();
    this.#opened.set(place, source);
    return source;
  }
}

function openSpecial(entry: WalkEntry): ContentSource {
  const { mode, size, ino, ctime } = entry.stat;
  const { fd } = openEntry(entry);
  // A read from a pipe waits for somebody else: not on a thread that the end of the run would have to wait for.
  const isPipe = fileType(mode) === S_IFIFO;
  const content = isPipe ? { stream: new ReadableBytes(new Socket({ fd, writable: false })) } : { fd };
  return { pathBytes: textToBytes(entry.path), size, inode: BigInt(ino), ctimeNs: ctime, special: true, ...content };
}
