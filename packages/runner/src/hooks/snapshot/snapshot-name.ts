import { isAlive } from "../../system/index.ts";

const OURS = /(?:^|_)borgmatic-(\d+)$/;

/** What the names of this run's snapshots end with. */
export function snapshotSuffix(): string {
  return `borgmatic-${process.pid}`;
}

/** Whether a snapshot was made by this run or by one that is gone, ours or borgmatic's: it may be removed. */
export function isRemovable(name: string): boolean {
  const [, pid] = OURS.exec(name) ?? [];
  return pid !== undefined && isOver(Number(pid));
}

/** Whether nobody but us needs what the process of that id has made. */
export function isOver(pid: number): boolean {
  return pid === process.pid || !isAlive(pid);
}
