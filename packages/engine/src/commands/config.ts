import { BorgError, CommandError } from "@coffer/format/errors";
import type { IniDocument } from "@coffer/format/segment";
import { openCache } from "../cache/index.ts";
import type { LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { LocalRepository } from "../repository/index.ts";
import { CacheConfig, openSession } from "../session/index.ts";
import { checkSetting } from "./config-settings.ts";
import { localOnly, withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** What to do with the file. `name` is `section.name`, or a name of the file's own section. */
export type ConfigRequest =
  | { readonly kind: "list" }
  | { readonly kind: "get" | "delete"; readonly name: string | undefined }
  | { readonly kind: "set"; readonly name: string; readonly value: string };

export interface ConfigOptions extends RepositoryTarget {
  readonly request: ConfigRequest;
  /** Which file: the repository's, or that of this client's cache for it. */
  readonly file: "repository" | "cache";
  readonly cache?: LocalCacheOptions;
}

export interface ConfigEntry {
  readonly name: string;
  /** `undefined`: the file has none, a default counts. */
  readonly value: string | undefined;
}

/**
 * Reads or changes a setting in the config of a repository, or of its cache. Changes are durable on return, and count from the
 * next opening on.
 *
 * @returns What was asked for: all known settings of `list`, the one of `get`, else nothing.
 * @throws {CommandError} If no name is given, or the repository is served by another machine.
 * @throws {BorgError} If there is no such setting, or the value is wrong; nothing was changed.
 * @throws The errors of opening a repository; for the cache, those of `openSession` and `openCache` as well.
 */
export function config(options: ConfigOptions, ctx: EngineContext): Promise<readonly ConfigEntry[]> {
  return withRepository(options, ctx, { exclusive: true }, async (opened) => {
    const repository = localOnly(opened);
    const { request, file } = options;
    if (request.kind === "get" || request.kind === "delete") assertNamed(request.name);
    if (file === "repository") {
      return await serve(request, file, repository.config, () => repository.saveConfig());
    }
    return await serveCache(repository, options, ctx);
  });
}

function assertNamed(name: string | undefined): void {
  if (name === undefined) throw new CommandError("No config key name was provided.");
}

async function serveCache(
  repository: LocalRepository,
  options: ConfigOptions,
  ctx: EngineContext,
): Promise<readonly ConfigEntry[]> {
  const session = await openSession(repository, ctx, { operations: ["write"] });
  // Makes the cache if there is none, and brings it up to date.
  await (await openCache(session, options.cache)).close();
  const cacheConfig = new CacheConfig(repository, ctx);
  await cacheConfig.lock();
  try {
    await cacheConfig.load();
    return await serve(options.request, "cache", cacheConfig.document, () => cacheConfig.saveDocument());
  } finally {
    await cacheConfig.unlock();
  }
}

async function serve(
  request: ConfigRequest,
  file: ConfigOptions["file"],
  document: IniDocument,
  save: () => Promise<void>,
): Promise<readonly ConfigEntry[]> {
  if (request.kind === "list") return list(document);
  const [section, name] = place(request.name ?? "", file);
  if (request.kind === "get") return [{ name, value: required(document, section, name) }];
  checkSetting(file, section, name, request.kind === "set" ? request.value : undefined);
  if (request.kind === "set") document.set(section, name, request.value);
  else document.remove(section, name);
  await save();
  return [];
}

/** Section and name of a setting. */
function place(text: string, file: ConfigOptions["file"]): [section: string, name: string] {
  const [section = "", name, ...rest] = text.split(".");
  return name === undefined || rest.length > 0 ? [file, text] : [section, name];
}

function required(document: IniDocument, section: string, name: string): string {
  const value = document.get(section, name);
  if (value !== undefined) return value;
  if (!document.hasSection(section)) throw new BorgError(`Error: No section: '${section}'`);
  throw new BorgError(`Error: No option '${name.toLowerCase()}' in section: '${section}'`);
}

const LISTED = [
  "version",
  "segments_per_dir",
  "max_segment_size",
  "storage_quota",
  "additional_free_space",
  "append_only",
  "id",
];

/** As Borg does it, for either file: the settings of a repository. */
function list(document: IniDocument): ConfigEntry[] {
  const entries = LISTED.map((name) => ({ name, value: document.get("repository", name) }));
  const lastChecked = document.get("repository", "last_segment_checked");
  return lastChecked === undefined ? entries : [...entries, { name: "last_segment_checked", value: lastChecked }];
}
