import { resolve } from "node:path";
import type { ActionContext } from "./action-context.ts";

/** The repository in a form that means the same in every folder. */
export function absoluteRepository({ repository, workingDirectory }: ActionContext): string {
  const { path } = repository;
  // URLs, and what Borg completes itself
  if (/^[\w+]+:|^~/.test(path)) return path;
  return resolve(workingDirectory, path);
}
