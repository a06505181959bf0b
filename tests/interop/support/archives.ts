import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Client, Program } from "@coffer/testkit/borg";

/** Names of all archives, as `program` lists them. */
export async function archiveNames(client: Client, program: Program, repository: string): Promise<string[]> {
  const { text } = await client.call(program, ["list", "--short", "--consider-checkpoints", repository]);
  return text.split("\n").filter((line) => line !== "");
}

/**
 * Holds a repository to be sound in the eyes of `judge`: `check` (with data) is clean and every archive extracts in full.
 * @returns Names of the archives.
 */
export async function checkedArchives(client: Client, judge: Program, repository: string): Promise<string[]> {
  await client.call(judge, ["check", "--verify-data", repository]);
  const names = await archiveNames(client, judge, repository);
  const scratch = mkdtempSync(join(client.home, "dry-"));
  for (const name of names) {
    const { stderr } = await client.call(judge, ["extract", "--dry-run", `${repository}::${name}`], { cwd: scratch });
    assert.equal(stderr, "", `extract --dry-run of ${name}`);
  }
  rmSync(scratch, { recursive: true });
  return names;
}
