import * as fs from "node:fs";
import { cString, OSError, platform, UF_APPEND, UF_IMMUTABLE, UF_NODUMP } from "@coffer/engine/platform";
import type { CString } from "@coffer/engine/platform";
import { SeededRandom } from "./random.ts";

export interface TreeOptions {
  readonly seed: number;
  /** `tiny`: one of each kind, some 100 KB; `normal`: about 30 MB; `large`: `normal` and two files of 300 MB. */
  readonly size?: "tiny" | "normal" | "large";
  /** Set immutable and append-only flags, too (the tree can then only be removed by `removeTree`). Default: true. */
  readonly lockingFlags?: boolean;
}

/** What the tree got. A feature that the file system or the user's rights do not allow is missing here. */
export interface TreeSummary {
  readonly features: ReadonlySet<TreeFeature>;
  readonly files: number;
  readonly bytes: number;
}

export type TreeFeature =
  | "hard links"
  | "symlinks"
  | "fifo"
  | "devices"
  | "socket"
  | "sparse"
  | "user xattrs"
  | "security xattrs"
  | "acls"
  | "nodump"
  | "immutable"
  | "setuid"
  | "owners"
  | "names"
  | "long paths"
  | "times";

/**
 * Fills a new folder with everything that a backup must bring back: see {@link TreeFeature}. The same seed gives the same
 * tree (inode and change times apart).
 *
 * As root, all features; as a plain user, those that need no rights.
 *
 * @throws If `root` exists.
 */
export function makeTree(root: string, options: TreeOptions): TreeSummary {
  fs.mkdirSync(root);
  return new TreeMaker(root, options).make();
}

const S_IFIFO = 0o010000;
const S_IFCHR = 0o020000;
const S_IFBLK = 0o060000;
const S_IFSOCK = 0o140000;
/** Of Linux: major 1, minor 3 is /dev/null. */
const NULL_DEVICE = 0x103;
const NS = 1_000_000_000n;

class TreeMaker {
  readonly #root: string;
  readonly #options: TreeOptions;
  readonly #random: SeededRandom;
  readonly #features = new Set<TreeFeature>();
  #files = 0;
  #bytes = 0;

  constructor(root: string, options: TreeOptions) {
    this.#root = root;
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
  }

  make(): TreeSummary {
    this.#content();
    this.#links();
    this.#specials();
    this.#sparseFiles();
    this.#attributes();
    this.#names();
    this.#longPaths();
    this.#times();
    if (this.#options.size === "large") this.#largeFiles();
    this.#flags();
    return { features: this.#features, files: this.#files, bytes: this.#bytes };
  }

  #content(): void {
    const isTiny = this.#options.size === "tiny";
    for (const folder of ["docs/old", "docs/empty folder", "media", "src/a/b/c"]) {
      fs.mkdirSync(this.#path(folder), { recursive: true });
    }
    this.#write("docs/empty", Buffer.alloc(0));
    this.#write("docs/one byte", Buffer.from("x"));
    this.#write("docs/zeros", Buffer.alloc(isTiny ? 5000 : 3_000_000));
    const smallCount = isTiny ? 10 : 800;
    for (let n = 0; n < smallCount; n++) {
      const folder = this.#random.pick(["docs", "docs/old", "src", "src/a", "src/a/b", "src/a/b/c"]);
      this.#write(`${folder}/file-${n}.txt`, this.#random.text(this.#random.below(isTiny ? 3000 : 9000)));
    }
    const bigCount = isTiny ? 1 : 8;
    for (let n = 0; n < bigCount; n++) {
      const length = isTiny ? 40_000 : 1_500_000 + this.#random.below(3_000_000);
      this.#write(`media/random-${n}.bin`, this.#random.bytes(length));
      this.#write(`media/text-${n}.log`, this.#random.text(Math.floor(length / 8)));
    }
    fs.copyFileSync(this.#path("media/random-0.bin"), this.#path("media/same again.bin"));
  }

  #links(): void {
    fs.mkdirSync(this.#path("links"));
    for (const name of ["links/hard-1", "links/hard-2", "src/hard-3"]) {
      fs.linkSync(this.#path("docs/one byte"), this.#path(name));
    }
    fs.linkSync(this.#path("docs/empty"), this.#path("links/hard-empty"));
    this.#features.add("hard links");
    fs.symlinkSync("../docs/one byte", this.#path("links/relative"));
    fs.symlinkSync("/nonexistent/\u00e4\u00f6\u00fc", this.#path("links/dangling"));
    fs.symlinkSync("../media", this.#path("links/folder"));
    fs.symlinkSync(Buffer.from([0x2e, 0x2e, 0x2f, 0xff, 0xfe]), this.#path("links/not text"));
    fs.symlinkSync("x".repeat(4000), this.#path("links/long"));
    this.#features.add("symlinks");
  }

  #specials(): void {
    fs.mkdirSync(this.#path("special"));
    this.#try("fifo", () => {
      this.#node("special/fifo", S_IFIFO | 0o644, 0);
      fs.linkSync(this.#path("special/fifo"), this.#path("special/fifo link"));
    });
    this.#try("socket", () => this.#node("special/socket", S_IFSOCK | 0o755, 0));
    this.#try("devices", () => {
      this.#node("special/null", S_IFCHR | 0o666, NULL_DEVICE);
      this.#node("special/block", S_IFBLK | 0o640, 0x781);
      fs.linkSync(this.#path("special/null"), this.#path("special/null link"));
    });
  }

  #sparseFiles(): void {
    fs.mkdirSync(this.#path("sparse"));
    const unit = this.#options.size === "tiny" ? 16_384 : 1_048_576;
    this.#sparse("sparse/hole at start", [[3 * unit, unit]], 4 * unit);
    this.#sparse("sparse/hole at end", [[0, 100]], 2 * unit);
    this.#sparse("sparse/only hole", [], unit);
    this.#sparse(
      "sparse/many holes",
      [
        [0, 4096],
        [unit, 5000],
        [2 * unit + 4096, 4096],
      ],
      3 * unit + 17,
    );
    this.#features.add("sparse");
  }

  #sparse(name: string, pieces: readonly (readonly [number, number])[], size: number): void {
    const fd = fs.openSync(this.#path(name), "wx");
    for (const [offset, length] of pieces) fs.writeSync(fd, this.#random.bytes(length), 0, length, offset);
    fs.ftruncateSync(fd, size);
    fs.closeSync(fd);
    this.#count(size);
  }

  #attributes(): void {
    fs.mkdirSync(this.#path("attributes/folder"), { recursive: true });
    for (const name of ["plain", "setuid", "setgid", "sticky", "none", "acl", "capable", "owned", "unknown owner"]) {
      this.#write(`attributes/${name}`, this.#random.text(200));
    }
    for (const [name, mode] of [
      ["setuid", 0o4755],
      ["setgid", 0o2755],
      ["sticky", 0o1644],
      // nobody but root could back it up
      ["none", platform().euid === 0 ? 0 : 0o400],
    ] as const) {
      fs.chmodSync(this.#path(`attributes/${name}`), mode);
    }
    fs.chmodSync(this.#path("attributes/folder"), 0o3770);
    this.#features.add("setuid");
    this.#try("owners", () => {
      this.#own("attributes/owned", 33, 33);
      this.#own("attributes/unknown owner", 123_456, 4_000_000_000);
      this.#own("links/dangling", 1000, 1000);
      this.#own("docs/old", 5, 60);
    });
    this.#try("user xattrs", () => {
      this.#xattr("attributes/plain", "user.comment", this.#random.bytes(300));
      this.#xattr("attributes/plain", "user.empty", Buffer.alloc(0));
      this.#xattr("attributes/plain", "user.\u00e4", Buffer.from("text"));
      this.#xattr("attributes/folder", "user.on a folder", Buffer.from([0, 255, 10]));
    });
    this.#try("security xattrs", () => {
      this.#xattr("attributes/plain", "security.selinux", Buffer.from("system_u:object_r:etc_t:s0\0"));
      this.#xattr("attributes/capable", "security.capability", CAPABILITY);
      this.#xattr("links/relative", "security.on-a-symlink", Buffer.from("yes"));
    });
    this.#try("acls", () => {
      this.#xattr(
        "attributes/acl",
        "system.posix_acl_access",
        acl([
          [2, 7, 33],
          [2, 4, 54_321],
          [8, 5, 33],
        ]),
      );
      this.#xattr("attributes/folder", "system.posix_acl_default", acl([[2, 6, 33]]));
      this.#xattr("docs/empty folder", "system.posix_acl_access", acl([[8, 7, 4242]]));
    });
  }

  #names(): void {
    fs.mkdirSync(this.#path("names"));
    for (const name of NAMES) {
      fs.writeFileSync(Buffer.concat([Buffer.from(this.#path("names/")), name]), this.#random.text(50));
      this.#count(50);
    }
    fs.mkdirSync(Buffer.concat([Buffer.from(this.#path("names/")), Buffer.from([0x64, 0xff, 0x80])]));
    this.#features.add("names");
  }

  /** Paths that are as long as a system call takes when they are seen from the root of the file system. */
  #longPaths(): void {
    let path = this.#path("long");
    fs.mkdirSync(path);
    for (let n = 0; Buffer.byteLength(path) < 3600; n++) {
      path += `/${String(n).padStart(200, "d")}`;
      fs.mkdirSync(path);
    }
    fs.writeFileSync(`${path}/${"f".repeat(255)}`, "deep");
    this.#count(4);
    this.#features.add("long paths");
  }

  #times(): void {
    fs.mkdirSync(this.#path("times/folder"), { recursive: true });
    for (const [index, mtime] of TIMES.entries()) {
      this.#write(`times/${index}`, this.#random.text(20));
      this.#setTime(`times/${index}`, mtime);
    }
    this.#setTime("links/relative", 1_111_111_111n * NS + 222_222_222n);
    this.#setTime("times/folder", 1_234_567_890n * NS + 987_654_321n);
    this.#setTime("times", 999_999_999n * NS + 999_999_999n);
    this.#setTime("docs/old", 1n);
    this.#features.add("times");
  }

  #largeFiles(): void {
    fs.mkdirSync(this.#path("large"));
    for (const kind of ["random", "text"] as const) {
      const fd = fs.openSync(this.#path(`large/${kind}`), "wx");
      for (let piece = 0; piece < 300; piece++) {
        fs.writeSync(fd, kind === "random" ? this.#random.bytes(1_000_000) : this.#random.text(1_000_000));
      }
      fs.closeSync(fd);
      this.#count(300_000_000);
    }
  }

  #flags(): void {
    this.#write("attributes/nodump", this.#random.text(10));
    this.#try("nodump", () => {
      this.#flag("attributes/nodump", UF_NODUMP);
      this.#flag("attributes/folder", UF_NODUMP);
    });
    if (this.#options.lockingFlags === false) return;
    this.#write("attributes/immutable", this.#random.text(10));
    this.#write("attributes/append only", this.#random.text(10));
    this.#try("immutable", () => {
      this.#flag("attributes/immutable", UF_IMMUTABLE);
      this.#flag("attributes/append only", UF_APPEND | UF_NODUMP);
    });
  }

  #path(name: string): string {
    return `${this.#root}/${name}`;
  }

  #name(name: string): CString {
    return cString(Buffer.from(this.#path(name)));
  }

  #write(name: string, data: Uint8Array): void {
    fs.writeFileSync(this.#path(name), data, { flag: "wx" });
    this.#count(data.length);
  }

  #count(bytes: number): void {
    this.#files++;
    this.#bytes += bytes;
  }

  /** Does what needs rights or a capable file system; a refusal leaves the feature out. */
  #try(feature: TreeFeature, make: () => void): void {
    try {
      make();
      this.#features.add(feature);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
    }
  }

  #node(name: string, mode: number, rdev: number): void {
    platform().makeNode(platform().cwd, this.#name(name), mode, rdev);
  }

  #own(name: string, uid: number, gid: number): void {
    platform().chown(platform().cwd, this.#name(name), uid, gid);
  }

  #xattr(name: string, attribute: string, value: Uint8Array): void {
    platform().setXattr(platform().cwd, this.#name(name), cString(Buffer.from(attribute)), value);
  }

  #flag(name: string, flags: number): void {
    platform().setInodeFlags(platform().cwd, this.#name(name), flags);
  }

  #setTime(name: string, mtime: bigint): void {
    platform().setTimes(platform().cwd, this.#name(name), { atime: mtime, mtime });
  }
}

/** Version 2 of `struct vfs_cap_data`, with CAP_NET_RAW permitted and effective. */
const CAPABILITY = Buffer.from("0100000200200000000000000000000000000000", "hex");

const NAMES: readonly Buffer[] = [
  Buffer.from("na\u00efve \u65e5\u672c\u8a9e \u{1f4be}"),
  Buffer.from([0x6c, 0x61, 0x74, 0x69, 0x6e, 0xe4, 0xf6]),
  Buffer.from([0xff]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from("line\nbreak\ttab"),
  Buffer.from(" spaces "),
  Buffer.from("-dash"),
  Buffer.from("quote ' \" \\ `"),
  Buffer.from("[glob]*?"),
  Buffer.from("..."),
  Buffer.from("e\u0301 decomposed"),
  Buffer.from("n".repeat(255)),
];

const TIMES: readonly bigint[] = [
  0n,
  1n,
  999_999_999n,
  1_700_000_000n * NS + 123_456_789n,
  1_000_000_000n * NS,
  2_147_310_847n * NS,
];

/** A binary ACL of the plain entries and some named ones: tag (2 user, 8 group), permissions, id. */
function acl(named: readonly (readonly [tag: number, permissions: number, id: number])[]): Buffer {
  const none = 0xffffffff;
  const entries = [[1, 6, none], ...named, [4, 4, none], [16, 5, none], [32, 0, none]] as [number, number, number][];
  entries.sort((a, b) => a[0] - b[0] || a[2] - b[2]);
  const bytes = Buffer.alloc(4 + 8 * entries.length);
  bytes.writeUInt32LE(2, 0);
  for (const [index, [tag, permissions, id]] of entries.entries()) {
    bytes.writeUInt16LE(tag, 4 + 8 * index);
    bytes.writeUInt16LE(permissions, 6 + 8 * index);
    bytes.writeUInt32LE(id, 8 + 8 * index);
  }
  return bytes;
}
