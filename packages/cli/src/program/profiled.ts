import { closeSync, openSync, writeFileSync } from "node:fs";
import { textToBytes } from "@coffer/format/bytes";
import { CpuProfiler, convertProfile, functionTimes, packProfile } from "../profile/index.ts";

/** Files of this name are for Python's tools as they are. */
const PYTHON_PROFILE = ".pyprof";

/**
 * Runs `work` and writes where the main thread spent its time to `path`, however the run ends.
 *
 * @throws The system's error, before anything is run, if the file cannot be written.
 */
export async function profiled<T>(path: string, work: () => Promise<T>): Promise<T> {
  const fd = openSync(Buffer.from(textToBytes(path)), "w");
  try {
    const profiler = new CpuProfiler();
    await profiler.start();
    try {
      return await work();
    } finally {
      const packed = packProfile(functionTimes(await profiler.stop()));
      writeFileSync(fd, path.endsWith(PYTHON_PROFILE) ? convertProfile(packed) : packed);
    }
  } finally {
    closeSync(fd);
  }
}
