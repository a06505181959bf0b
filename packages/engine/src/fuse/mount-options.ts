/** Flags of mount(2): the option that sets one, the one that clears it, its bit. */
const FLAGS: readonly (readonly [string, string, number])[] = [
  ["ro", "rw", 1],
  ["nosuid", "suid", 2],
  ["nodev", "dev", 4],
  ["noexec", "exec", 8],
  ["sync", "async", 16],
  ["dirsync", "", 128],
  ["nosymfollow", "", 256],
  ["noatime", "atime", 1024],
  ["nodiratime", "diratime", 2048],
];
/** Set unless an option clears them. */
const USUAL_FLAGS = 2 | 4;

/** Options that the kernel takes for FUSE. */
const KERNEL_WORDS = new Set(["allow_other", "default_permissions"]);
const KERNEL_VALUES = new Set(["max_read", "blksize", "context", "fscontext", "defcontext", "rootcontext"]);
/** What only mount(8) and fstab care about. */
const FSTAB_WORDS = new Set(
  "defaults auto noauto user nouser users nousers owner group nofail _netdev relatime norelatime".split(" "),
);

/** Mount options, sorted by who they are for. */
export interface MountOptions {
  /** Bits of mount(2). */
  readonly flags: number;
  /** As mount shows it in the place of a device. */
  readonly fsname: string;
  /** What comes after `fuse.` in the type. */
  readonly subtype: string | undefined;
  /** Options for the kernel's FUSE. */
  readonly kernel: readonly string[];
  /** The mount goes away by itself when its process does. */
  readonly autoUnmount: boolean;
  /** All options but those of fstab, for a program that sorts them itself. */
  readonly all: readonly string[];
}

/** Options that nobody knows. */
export class UnknownMountOption extends Error {
  constructor(options: readonly string[]) {
    super(`fuse: unknown option(s): \`-o ${options.join(",")}'`);
  }
}

/** Sorts mount options; of two that contradict each other the later one counts. @throws {UnknownMountOption} */
export function sortMountOptions(words: readonly string[]): MountOptions {
  let flags = USUAL_FLAGS;
  let fsname = "fuse";
  let subtype: string | undefined;
  let autoUnmount = false;
  const kernel: string[] = [];
  const all: string[] = [];
  const unknown: string[] = [];
  for (const word of words) {
    if (FSTAB_WORDS.has(word) || word.startsWith("x-") || word === "") continue;
    const [name, value] = splitAt(word, "=");
    const flag = FLAGS.find(([on, off]) => word === on || word === off);
    if (flag !== undefined) flags = word === flag[0] ? flags | flag[2] : flags & ~flag[2];
    else if (name === "fsname") fsname = value;
    else if (name === "subtype") subtype = value;
    else if (word === "auto_unmount") autoUnmount = true;
    // The one user that is not root and may come in is the one who mounted.
    else if (word === "allow_root") kernel.push("allow_other");
    else if (KERNEL_WORDS.has(word) || KERNEL_VALUES.has(name)) kernel.push(word);
    else unknown.push(word);
    all.push(word === "allow_root" ? "allow_other" : word);
  }
  if (unknown.length > 0) throw new UnknownMountOption(unknown);
  return { flags, fsname, subtype, kernel, autoUnmount, all };
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
