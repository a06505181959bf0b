import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { SourcePattern } from "../../hooks/index.ts";
import { ActionError } from "../action-error.ts";

/** @throws {ActionError} If a root of the list is missing; it names all that are. */
export function assertRootsExist(patterns: readonly SourcePattern[], workingDirectory: string): void {
  const missing = patterns
    .filter(({ type, path }) => type === "R" && !existsSync(resolve(workingDirectory, path)))
    .map(({ path }) => path);
  if (missing.length === 0) return;
  throw new ActionError(
    `To back up, but missing: ${missing.join(", ")} (source_directories_must_exist: false would go on without)`,
  );
}
