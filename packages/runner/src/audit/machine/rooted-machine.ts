import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, realpathSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import type { FileFacts, FileKind, Machine, NamedFile } from "./machine.ts";

/** Of longer files only the beginning is read. */
const TEXT_LENGTH_MAX = 1 << 20;
const PIECE_LENGTH = 1 << 16;

/** Links on the way to one file; as many as the kernel follows. */
const LINKS_MAX = 40;

/** The machine whose root folder is `root`: absolute links stay inside. */
export class RootedMachine implements Machine {
  readonly #root: string;

  /** @param root Absolute; `/` for the machine that we run on. */
  constructor(root: string = "/") {
    this.#root = root;
  }

  look(path: string): FileFacts | undefined {
    const parent = this.realPath(dirname(path));
    return parent === undefined ? undefined : this.#lookAt(resolve(parent, path));
  }

  names(folder: string): readonly NamedFile[] {
    const real = this.realPath(folder);
    if (real === undefined) return [];
    return (
      unlessMissing(() =>
        readdirSync(this.#place(real), { withFileTypes: true, encoding: "buffer" }).map((entry) => ({
          name: bytesToText(entry.name),
          kind: kindOf(entry),
        })),
      ) ?? []
    );
  }

  realPath(path: string): string | undefined {
    if (this.#root !== "/") return this.#realPathInRoot(path);
    return unlessMissing(() => bytesToText(realpathSync.native(this.#place(path), { encoding: "buffer" })));
  }

  readText(path: string, lengthMax: number = TEXT_LENGTH_MAX): string | undefined {
    const real = this.realPath(path);
    if (real === undefined || this.#lookAt(real)?.kind !== "file") return undefined;
    return unlessMissing(() => readBeginning(this.#place(real), lengthMax));
  }

  #realPathInRoot(path: string): string | undefined {
    let rest = path.split("/").filter((part) => part !== "");
    let real = "/";
    for (let links = 0; links <= LINKS_MAX;) {
      const name = rest.shift();
      if (name === undefined) return real;
      const next = resolve(real, name);
      const kind = this.#lookAt(next)?.kind;
      if (kind === undefined) return undefined;
      if (kind !== "link") {
        real = next;
        continue;
      }
      links += 1;
      const target = bytesToText(readlinkSync(this.#place(next), { encoding: "buffer" }));
      if (target.startsWith("/")) real = "/";
      rest = [...target.split("/").filter((part) => part !== ""), ...rest];
    }
    return undefined;
  }

  #lookAt(real: string): FileFacts | undefined {
    const stat = unlessMissing(() => lstatSync(this.#place(real)));
    if (stat === undefined) return undefined;
    const { mode, uid, gid, size, mtimeMs } = stat;
    return { kind: kindOf(stat), mode: mode & 0o7777, uid, gid, size, mtimeMs };
  }

  #place(real: string): Buffer {
    return Buffer.from(textToBytes(join(this.#root, real)));
  }
}

function readBeginning(path: Buffer, lengthMax: number): string {
  const fd = openSync(path, "r");
  try {
    const pieces: Buffer[] = [];
    // files of /proc come in pieces and say no size
    for (let left = lengthMax; left > 0;) {
      const piece = Buffer.allocUnsafe(Math.min(left, PIECE_LENGTH));
      const length = readSync(fd, piece);
      if (length === 0) break;
      pieces.push(piece.subarray(0, length));
      left -= length;
    }
    return bytesToText(Buffer.concat(pieces));
  } finally {
    closeSync(fd);
  }
}

/** What `look` finds; undefined where it finds nothing or may not look. */
function unlessMissing<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}

function kindOf(entry: Pick<Stats, "isFile" | "isDirectory" | "isSymbolicLink">): FileKind {
  if (entry.isDirectory()) return "folder";
  if (entry.isFile()) return "file";
  return entry.isSymbolicLink() ? "link" : "other";
}
