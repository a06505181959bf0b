import { BorgError } from "@coffer/format/errors";

/** What stands behind `mount -o`, Borg's own options taken out. */
export interface MountWords {
  readonly versions: boolean;
  readonly allowDamagedFiles: boolean;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly umask: number;
  /** All others, with those that every mount has. */
  readonly rest: readonly string[];
}

/** Permissions are the kernel's business, so that `umask` and owners count for those whom `allow_other` lets in. */
const ALWAYS = ["fsname=borgfs", "ro", "default_permissions"];

/** Sorts the text behind `mount -o`. @throws {BorgError} If a value is no number, or neither yes nor no. */
export function parseMountWords(text: string): MountWords {
  const rest = [...ALWAYS, ...(text === "" ? [] : text.split(","))];
  if (takeSwitch(rest, "ignore_permissions")) takeSwitch(rest, "default_permissions");
  return {
    allowDamagedFiles: takeSwitch(rest, "allow_damaged_files"),
    versions: takeSwitch(rest, "versions"),
    uid: takeNumber(rest, "uid"),
    gid: takeNumber(rest, "gid"),
    umask: takeNumber(rest, "umask", 8) ?? 0,
    rest,
  };
}

/** Removes the first word that is `name` or begins with `name=`. @returns What follows the equals sign, "" if there is none. */
function take(words: string[], name: string): string | undefined {
  const index = words.findIndex((word) => word === name || word.startsWith(`${name}=`));
  return index < 0 ? undefined : words.splice(index, 1)[0]?.slice(name.length + 1);
}

function takeSwitch(words: string[], name: string): boolean {
  const value = take(words, name)?.toLowerCase();
  if (value === undefined) return false;
  if (["", "y", "yes", "true", "1"].includes(value)) return true;
  if (["n", "no", "false", "0"].includes(value)) return false;
  throw unsupported(`${name}=${value}`);
}

function takeNumber(words: string[], name: string, base: 8 | 10 = 10): number | undefined {
  const value = take(words, name);
  if (value === undefined || value === "") return undefined;
  const digits = base === 8 ? /^(?:0o)?([0-7]+)$/i.exec(value)?.[1] : /^\d+$/.exec(value)?.[0];
  if (digits === undefined) throw unsupported(`${name}=${value}`);
  return Number.parseInt(digits, base);
}

function unsupported(option: string): BorgError {
  return new BorgError(`Error: unsupported value in option: ${option}`);
}
