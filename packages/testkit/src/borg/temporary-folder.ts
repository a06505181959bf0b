import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

export interface TemporaryFolderOptions {
  /** Prefer memory (/dev/shm) when it has that many bytes free. */
  readonly inMemory?: number | undefined;
}

/**
 * A fresh folder that goes away after the test (unless `COFFER_KEEP` is set). Inode flags such as immutable are taken off first.
 */
export function temporaryFolder(context: Pick<TestContext, "after">, options: TemporaryFolderOptions = {}): string {
  const folder = mkdtempSync(join(baseFolder(options.inMemory), "coffer-test-"));
  context.after(() => {
    if (process.env["COFFER_KEEP"] === undefined) removeTree(folder);
    else console.error(`# kept: ${folder}`);
  });
  return folder;
}

function baseFolder(bytes: number | undefined): string {
  if (bytes === undefined) return tmpdir();
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > bytes * 1.5 ? "/dev/shm" : tmpdir();
  } catch {
    return tmpdir();
  }
}

function removeTree(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // immutable or append-only files, or names beyond PATH_MAX
    execFileSync("sh", ["-c", 'chattr -R -f -i -a "$1"; rm -rf "$1"', "sh", folder], { stdio: "ignore" });
  }
}
