import type { Item } from "@coffer/format/archive";
import { BorgError } from "@coffer/format/errors";
import { accounts, S_IFREG } from "../../platform/index.ts";

/** How the content of a pipe is stored: as a regular file. */
export interface PipedFile {
  /** Path in the archive, stored as it is. */
  readonly name: string;
  /** Account names; undefined: those of the numbers 0. */
  readonly user: string | undefined;
  readonly group: string | undefined;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * The item of a piped file, without its content.
 *
 * @param seconds Its times, since 1970.
 * @throws {BorgError} If there is no such user or group.
 */
export function pipedItem(file: PipedFile, seconds: bigint): Item {
  const { name, mode } = file;
  const user = file.user ?? accounts.userName(0);
  const group = file.group ?? accounts.groupName(0);
  const uid = user === undefined ? 0 : accounts.userId(user);
  const gid = group === undefined ? 0 : accounts.groupId(group);
  if (uid === undefined) throw new BorgError(`no such user: ${user}`);
  if (gid === undefined) throw new BorgError(`no such group: ${group}`);
  const time = seconds * 1_000_000_000n;
  return {
    path: name,
    mode: (mode & 0o107777) | S_IFREG,
    uid,
    gid,
    user: user ?? null,
    group: group ?? null,
    mtime: time,
    atime: time,
    ctime: time,
    hardlink_master: false,
  };
}
