import { statfs } from "node:fs/promises";
import { formatFileSize } from "@coffer/cli/text";

/** What stays free whatever happens: this part of the file system, but no more than this. */
const RESERVE_PART = 0.05;
const RESERVE_MAX = 5 * 2 ** 30;
/** How often it is looked at while files are restored. */
const WATCH_MS = 1000;

/** Bytes of a file system. */
export interface DiskSpace {
  readonly available: number;
  readonly total: number;
}

/** Looks how much is left where `folder` lies. */
export type MeasureSpace = (folder: string) => Promise<DiskSpace>;

export const measureSpace: MeasureSpace = async (folder) => {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { available: bavail * bsize, total: blocks * bsize };
};

function reserveOf({ total }: DiskSpace): number {
  return Math.min(total * RESERVE_PART, RESERVE_MAX);
}

/** @returns What is wrong, in a sentence, if `needed` bytes would not leave the reserve; undefined if they would. */
export function lackOfSpace(space: DiskSpace, needed: number): string | undefined {
  const reserve = reserveOf(space);
  if (space.available - needed >= reserve) return undefined;
  const [need, keep, have] = [needed, reserve, space.available].map((size) => formatFileSize(Math.ceil(size)));
  return `${need} are needed and ${keep} must stay free, but only ${have} are left`;
}

/**
 * Does work that fills a file system, and stops it when others have filled it meanwhile.
 *
 * @param work To end soon after its signal is aborted.
 * @returns What `work` returns; undefined if it was stopped for lack of space, whatever it has thrown then.
 */
export async function whileSpaceLasts<Result>(
  folder: string,
  measure: MeasureSpace,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | undefined> {
  const controller = new AbortController();
  const timer = setInterval(() => {
    void measure(folder).then((space) => {
      if (space.available < reserveOf(space) / 2) controller.abort();
    });
  }, WATCH_MS);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted) return undefined;
    throw error;
  } finally {
    clearInterval(timer);
  }
}
