import { realpath } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { Configuration } from "../config/index.ts";
import type { ActionContext } from "./action-context.ts";
import { collectPatterns } from "./patterns/index.ts";
import { absoluteRepository } from "./repository-path.ts";

/**
 * Whether the archives of several repositories of one configuration can be made from one reading, and are then what they
 * would be one by one.
 *
 * They cannot where Borg is a program, where what it shows belongs to one repository (lists of files, its own progress, a
 * dry run), where the user has options for `create` that are not looked into, and where a repository lies among the files
 * themselves: Borg leaves it out of its own archive, and of no other.
 */
export async function canCreateTogether(contexts: readonly ActionContext[]): Promise<boolean> {
  const [context] = contexts;
  if (context === undefined || contexts.length < 2) return false;
  const { configuration, borg, dryRun } = context;
  if (borg.createTogether === undefined || dryRun || isWatched(configuration)) return false;
  const repositories = contexts.map(absoluteRepository);
  if (new Set(repositories).size < repositories.length) return false;
  // what is wrong with the patterns is said where the archive is made
  const roots = await rootsOf(context).catch(() => undefined);
  if (roots === undefined || roots.includes("-")) return false;
  const real = await Promise.all(repositories.filter((path) => path.startsWith("/")).map(realOrSame));
  const places = await Promise.all(
    roots.map(async (root) => await realOrSame(resolve(context.workingDirectory, root))),
  );
  return !real.some((path) => places.some((root) => isBelow(path, root)));
}

function isWatched({ list_details, progress, extra_borg_options: extra }: Configuration): boolean {
  return list_details === true || progress === true || (extra?.create ?? "") !== "";
}

async function rootsOf(context: ActionContext): Promise<readonly string[]> {
  const patterns = await collectPatterns(context.configuration, context);
  return patterns.filter(({ type }) => type === "R").map(({ path }) => path);
}

async function realOrSame(path: string): Promise<string> {
  return await realpath(path).catch(() => path);
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith("../");
}
