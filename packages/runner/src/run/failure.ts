import { BorgFailed } from "../borg/index.ts";
import { CommandHookError } from "../hooks/index.ts";

/** Something that has failed, and on what. */
export interface Failure {
  readonly error: unknown;
  /** Path and label of the repository; undefined when it belongs to none. */
  readonly repository?: { readonly path: string; readonly label?: string };
}

/** What an error says, for a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The last lines of what has failed, where they are known. */
export function outputOf(error: unknown): string {
  return error instanceof BorgFailed || error instanceof CommandHookError ? error.output : "";
}
