import type { ProcessIdentity } from "../../context/index.ts";

/** Whoever holds a lock, as locks name him. Borg's `thread` is always 0. */
export interface LockOwner {
  readonly hostid: string;
  readonly pid: number;
  readonly thread: number;
}

export function ownerOf(identity: ProcessIdentity): LockOwner {
  return { hostid: identity.hostid, pid: identity.pid, thread: 0 };
}

/** The name of the owner's file in `lock.exclusive`. */
export function formatOwner(owner: LockOwner): string {
  return `${owner.hostid}.${owner.pid}-${owner.thread.toString(16)}`;
}

/** Reads what {@link formatOwner} wrote; host names may hold dots and dashes. */
export function parseOwner(name: string): LockOwner | undefined {
  const match = /^(.*)\.(\d+)-([0-9a-fA-F]+)$/s.exec(name);
  if (match === null) return undefined;
  return { hostid: match[1] ?? "", pid: Number(match[2]), thread: Number.parseInt(match[3] ?? "", 16) };
}

export function isSameOwner(one: LockOwner, other: LockOwner): boolean {
  return one.hostid === other.hostid && one.pid === other.pid && one.thread === other.thread;
}

/** False only if `owner` was a process of our own host that is gone. */
export function mayBeAlive(owner: LockOwner, us: LockOwner): boolean {
  if (owner.hostid !== us.hostid || owner.thread !== 0) return true;
  if (!Number.isSafeInteger(owner.pid) || owner.pid <= 0) return true;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
