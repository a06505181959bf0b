import { lstat, readlink } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { PathNotAllowed } from "@coffer/format/errors";

/** Symbolic links on the way to one path at most, as in the kernel. */
const LINKS_MAX = 40;

/** What the paths of clients begin from. */
export interface PathOrigins {
  /** Home folder of the account that serves. Absolute, as the others. */
  readonly home: string;
  readonly cwd: string;
  /** Home folder of another account; `undefined`: there is no such account. */
  homeOf(user: string): string | undefined;
}

/** Which repositories clients may reach. Both lists must allow a path; an empty one allows all. */
export interface PathRestrictions {
  /** Folders: with all that is below them. */
  readonly restrictToPaths: readonly string[];
  /** Repositories. */
  readonly restrictToRepositories: readonly string[];
}

/**
 * What a client's path means: `/~/x` and `~/x` are below the home folder, `/~user/x` and `~user/x` below that of another account,
 * `/./x` and `x` below the current folder.
 *
 * @param path Well-formed text without NUL.
 * @returns Absolute, without symbolic links: the file that would be opened, as far as it exists.
 */
export async function resolveServedPath(path: string, origins: PathOrigins): Promise<string> {
  return realPath(below(origins.cwd, expandHome(path, origins)));
}

/**
 * @param path As {@link resolveServedPath} returns it.
 * @throws {PathNotAllowed}
 */
export async function assertAllowed(path: string, restrictions: PathRestrictions, cwd: string): Promise<void> {
  const real = async (paths: readonly string[]): Promise<string[]> =>
    Promise.all(paths.map(async (allowed) => withSlash(await realPath(below(cwd, allowed)))));
  const asked = withSlash(path);
  const { restrictToPaths, restrictToRepositories } = restrictions;
  const folders = await real(restrictToPaths);
  // With the slash, /backup does not allow /backup-of-others.
  if (folders.length > 0 && !folders.some((folder) => asked.startsWith(folder))) throw new PathNotAllowed(path);
  const repositories = await real(restrictToRepositories);
  if (repositories.length > 0 && !repositories.includes(asked)) throw new PathNotAllowed(path);
}

function expandHome(path: string, origins: PathOrigins): string {
  // From a URL, paths come with a slash before them.
  const bare = /^\/(?=~|\.\/)/.test(path) ? path.slice(1) : path;
  if (bare.startsWith("./") && bare !== path) return below(origins.cwd, bare.slice(2));
  if (!bare.startsWith("~")) return path;
  const slash = bare.indexOf("/");
  const user = bare.slice(1, slash < 0 ? undefined : slash);
  const home = user === "" ? origins.home : origins.homeOf(user);
  if (home === undefined) return bare;
  return slash < 0 ? home : below(home, bare.slice(slash + 1));
}

/** An absolute `path` stays what it is, as in Borg; restrictions hold for it all the same. Each `..` is left for where links are known. */
function below(folder: string, path: string): string {
  return isAbsolute(path) ? path : `${folder}/${path}`;
}

function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}

/**
 * Replaces symbolic links by what they point to. What does not exist, or may not be looked at, stays as it is.
 *
 * @param path Absolute.
 * @throws {PathNotAllowed} If there are too many links, perhaps in a circle.
 */
async function realPath(path: string): Promise<string> {
  const todo = path.split("/").toReversed();
  let real = "";
  let links = 0;
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      real = real.slice(0, Math.max(real.lastIndexOf("/"), 0));
      continue;
    }
    const target = await linkTarget(`${real}/${name}`);
    if (target === undefined) {
      real = `${real}/${name}`;
      continue;
    }
    if (++links > LINKS_MAX) throw new PathNotAllowed(path);
    if (isAbsolute(target)) real = "";
    todo.push(...target.split("/").toReversed());
  }
  return real === "" ? "/" : real;
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : undefined;
  } catch {
    return undefined;
  }
}
