import { compileShellPattern } from "@coffer/format/patterns";
import type { AnyDatabase } from "../configuration.ts";

/** Whether an entry means databases whose names only the server knows. */
export function namesMany({ name }: AnyDatabase): boolean {
  return name === "all" || name.includes("*");
}

/** Those of the server's databases that an entry means. */
export function chooseNames({ name }: AnyDatabase, existing: readonly string[]): readonly string[] {
  return name === "all" ? existing : existing.filter(compileShellPattern(name));
}
