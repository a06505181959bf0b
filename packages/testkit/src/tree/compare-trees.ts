import { readSync, statSync } from "node:fs";
import { safeNs } from "@coffer/format/archive";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import { cString, cStringBytes, fileType, platform, S_IFLNK, S_IFREG, S_IFSOCK } from "@coffer/engine/platform";
import type { CString, Directory, FileStat } from "@coffer/engine/platform";

/** What may differ. Content, type and names never may. */
export type IgnorableField = "mode" | "owner" | "mtime" | "xattrs" | "acls" | "flags" | "hard links" | "rdev";

export interface CompareOptions {
  readonly ignore?: readonly IgnorableField[];
  /** Compare the metadata of the two folders themselves, too. Default: false. */
  readonly root?: boolean;
  /** Complain if a copy occupies more than twice of what the original does. Default: false. */
  readonly sparse?: boolean;
  /** Sockets in `a` may be missing in `b`: backups leave them out. Default: true. */
  readonly skipSockets?: boolean;
}

/**
 * Compares two folders by bytes and all metadata: names, types, content, targets of symlinks, modes, owners, modification
 * times (clamped as archives do), device numbers, extended attributes with ACLs, inode flags, and which names are hard
 * links of each other.
 *
 * @returns One line a difference; empty: they are the same.
 */
export function compareTrees(a: string, b: string, options: CompareOptions = {}): string[] {
  return new Comparison(options).run(a, b);
}

interface Side {
  readonly dir: Directory;
  readonly name: CString;
  readonly stat: FileStat;
}

class Comparison {
  readonly #ignored: ReadonlySet<IgnorableField>;
  readonly #options: CompareOptions;
  readonly #differences: string[] = [];
  /** First path seen of each inode, by side. */
  readonly #firstPaths = [new Map<string, string>(), new Map<string, string>()] as const;

  constructor(options: CompareOptions) {
    this.#options = options;
    this.#ignored = new Set(options.ignore);
  }

  run(a: string, b: string): string[] {
    const { cwd } = platform();
    const [left, right] = [a, b].map((path) => {
      const name = cString(textToBytes(path));
      return { dir: cwd, name, stat: platform().stat(cwd, name) };
    }) as [Side, Side];
    if (this.#options.root === true) this.#metadata(".", left, right);
    this.#folders("", left, right);
    return this.#differences;
  }

  #folders(path: string, left: Side, right: Side): void {
    const [leftDir, rightDir] = [left, right].map(({ dir, name }) => platform().openDirectory(dir, name)) as [
      Directory,
      Directory,
    ];
    try {
      const leftNames = this.#names(leftDir);
      const rightNames = this.#names(rightDir);
      for (const name of rightNames.keys())
        if (!leftNames.has(name)) this.#differ(path + name, "is only in the second");
      for (const [text, name] of leftNames) {
        const a = { dir: leftDir, name, stat: platform().stat(leftDir, name) };
        const other = rightNames.get(text);
        if (other !== undefined) {
          this.#pair(path + text, a, { dir: rightDir, name: other, stat: platform().stat(rightDir, other) });
        } else if (fileType(a.stat.mode) !== S_IFSOCK || this.#options.skipSockets === false) {
          this.#differ(path + text, "is only in the first");
        }
      }
    } finally {
      platform().close(leftDir.fd);
      platform().close(rightDir.fd);
    }
  }

  /** In a fixed order, so that hard link groups are named alike on both sides. */
  #names(dir: Directory): Map<string, CString> {
    const names = [...platform().readDirectory(dir).names()].sort((a, b) => Buffer.compare(a, b));
    return new Map(names.map((name) => [bytesToText(cStringBytes(name)), name]));
  }

  #pair(path: string, left: Side, right: Side): void {
    const type = fileType(left.stat.mode);
    if (type !== fileType(right.stat.mode)) {
      this.#differ(path, `type ${octal(type)} and ${octal(fileType(right.stat.mode))}`);
      return;
    }
    this.#metadata(path, left, right);
    if (type === S_IFREG) this.#content(path, left, right);
    else if (type === S_IFLNK) {
      const [a, b] = [left, right].map(({ dir, name }) => bytesToText(platform().readLink(dir, name)));
      if (a !== b) this.#differ(path, `leads to ${JSON.stringify(a)} and ${JSON.stringify(b)}`);
    }
    if (type === 0o040000) this.#folders(`${path}/`, left, right);
    else if (type !== S_IFLNK) this.#hardLinks(path, left, right);
  }

  #metadata(path: string, left: Side, right: Side): void {
    const [a, b] = [left.stat, right.stat];
    if (!this.#ignored.has("mode") && a.mode !== b.mode)
      this.#differ(path, `mode ${octal(a.mode)} and ${octal(b.mode)}`);
    if (!this.#ignored.has("owner") && (a.uid !== b.uid || a.gid !== b.gid)) {
      this.#differ(path, `owner ${a.uid}:${a.gid} and ${b.uid}:${b.gid}`);
    }
    if (!this.#ignored.has("mtime") && safeNs(a.mtime) !== safeNs(b.mtime)) {
      this.#differ(path, `mtime ${a.mtime} and ${b.mtime}`);
    }
    if (!this.#ignored.has("rdev") && a.rdev !== b.rdev) this.#differ(path, `device ${a.rdev} and ${b.rdev}`);
    this.#flags(path, left, right);
    this.#xattrs(path, left, right);
  }

  #flags(path: string, left: Side, right: Side): void {
    if (this.#ignored.has("flags")) return;
    const [a, b] = [left, right].map(({ dir, name, stat }) => platform().inodeFlags(dir, name, stat));
    if (a !== b) this.#differ(path, `flags ${a} and ${b}`);
  }

  #xattrs(path: string, left: Side, right: Side): void {
    const [a, b] = [left, right].map((side) => xattrsOf(side)) as [Map<string, string>, Map<string, string>];
    for (const name of new Set([...a.keys(), ...b.keys()])) {
      if (this.#ignored.has(name.startsWith("system.posix_acl_") ? "acls" : "xattrs")) continue;
      if (a.get(name) !== b.get(name)) this.#differ(path, `${name} is ${a.get(name)} and ${b.get(name)}`);
    }
  }

  #content(path: string, left: Side, right: Side): void {
    if (left.stat.size !== right.stat.size) {
      this.#differ(path, `size ${left.stat.size} and ${right.stat.size}`);
      return;
    }
    const offset = firstDifference(left, right);
    if (offset !== undefined) this.#differ(path, `content differs at ${offset}`);
    if (this.#options.sparse === true) this.#sparse(path, left, right);
  }

  #sparse(path: string, left: Side, right: Side): void {
    const [a, b] = [left, right].map(({ dir, name }) => {
      const full = Buffer.concat([dir.path, Buffer.from("/"), cStringBytes(name)]);
      return statSync(full).blocks;
    }) as [number, number];
    if (b > 2 * a + 16) this.#differ(path, `occupies ${a} and ${b} blocks`);
  }

  #hardLinks(path: string, left: Side, right: Side): void {
    if (this.#ignored.has("hard links")) return;
    const [a, b] = [left, right].map(({ stat }, side) => {
      const first = this.#firstPaths[side as 0 | 1];
      const inode = `${stat.dev}:${stat.ino}`;
      const known = first.get(inode) ?? path;
      first.set(inode, known);
      return known;
    });
    if (a !== b) this.#differ(path, `is a hard link to ${a} and to ${b}`);
  }

  #differ(path: string, what: string): void {
    this.#differences.push(`${path}: ${what}`);
  }
}

function octal(mode: number): string {
  return `0${mode.toString(8)}`;
}

function xattrsOf({ dir, name }: Side): Map<string, string> {
  const xattrs = new Map<string, string>();
  for (const attribute of platform().listXattrs(dir, name)) {
    const value = platform().getXattr(dir, name, attribute);
    if (value !== undefined) xattrs.set(bytesToText(cStringBytes(attribute)), Buffer.from(value).toString("hex"));
  }
  return xattrs;
}

const [blockA, blockB] = [Buffer.alloc(0x40000), Buffer.alloc(0x40000)];

function firstDifference(left: Side, right: Side): number | undefined {
  const [a, b] = [left, right].map(({ dir, name }) => platform().openFile(dir, name)) as [number, number];
  try {
    for (let offset = 0; ;) {
      const [readA, readB] = [readSync(a, blockA), readSync(b, blockB)];
      const [bytesA, bytesB] = [blockA.subarray(0, readA), blockB.subarray(0, readB)];
      if (!bytesA.equals(bytesB)) return offset + bytesA.findIndex((byte, index) => byte !== bytesB[index]);
      if (readA === 0) return undefined;
      offset += readA;
    }
  } finally {
    platform().close(a);
    platform().close(b);
  }
}
