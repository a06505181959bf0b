import { mkdir, readdir, readFile, rename, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { toHex } from "@coffer/format/bytes";
import { BorgError, InvalidRepository, RepositoryDoesNotExist } from "@coffer/format/errors";
import type { EngineContext, LogLevel } from "../context/index.ts";
import { LegacyFiles, LocalRepository } from "../repository/index.ts";
import { PercentSteps, saveFile } from "../session/index.ts";
import { FileLock } from "../storage/index.ts";

export interface UpgradeLegacyOptions {
  /** Absolute, normalised path. */
  readonly repository: string;
  /** Say what would be done. */
  readonly dryRun?: boolean;
  /** Make no copy of the old repository before. There is no way back then. */
  readonly inPlace?: boolean;
  /** Of the copy; the folder must not exist. */
  readonly backup: string;
  /** Where Attic kept its key files, and where Borg before 1.0 did. Absolute. */
  readonly atticKeys: string;
  readonly earlyKeys: string;
}

const ATTIC_KEY = "ATTIC KEY";
const BORG_KEY = "BORG_KEY";
/** Largest file that is looked into as a key; keys are a thousandth of that. */
const KEY_FILE_SIZE_MAX = 1 << 20;

/**
 * Turns a repository of Attic, or the key file of a Borg before 1.0, into what Borg 1.x uses. What is converted already stays as
 * it is, so that an interrupted conversion can be done again. Caches are not converted; they are built anew.
 *
 * Without `inPlace`, a copy made of hard links keeps the old files.
 *
 * @throws {RepositoryDoesNotExist | InvalidRepository | InvalidRepositoryConfig}
 * @throws {LockTimeout} If someone uses the repository; the copy was made then, and nothing changed.
 */
export async function upgradeLegacy(options: UpgradeLegacyOptions, ctx: EngineContext): Promise<void> {
  await new LegacyUpgrade(options, ctx).run();
}

class LegacyUpgrade {
  readonly #options: UpgradeLegacyOptions;
  readonly #ctx: EngineContext;

  constructor(options: UpgradeLegacyOptions, ctx: EngineContext) {
    this.#options = options;
    this.#ctx = ctx;
  }

  async run(): Promise<void> {
    const { repository, backup, inPlace = false, dryRun = false } = this.#options;
    await assertFolder(repository);
    const files = await LegacyFiles.open(repository, this.#ctx.reporter);
    if (!inPlace) {
      this.#say("info", `making a hardlink copy in ${backup}`);
      if (!dryRun) await files.linkInto(backup);
    }
    this.#say("info", "opening attic repository with borg and converting");
    const { identity, clock, reporter, lockWaitSeconds } = this.#ctx;
    const lock = await FileLock.acquire(join(repository, "lock"), {
      identity,
      clock,
      reporter,
      lockWaitSeconds,
      exclusive: true,
    });
    try {
      await this.#convertKeyFile(files);
      await this.#convertFiles(files, inPlace, dryRun);
    } finally {
      await lock.release();
    }
    await this.#moveEarlyKeyFile();
  }

  async #convertKeyFile(files: LegacyFiles): Promise<void> {
    const path = await findKeyFile(this.#options.atticKeys, `${ATTIC_KEY} ${toHex(files.id)}`);
    if (path === undefined) {
      this.#say("warning", "no key file found for repository");
      return;
    }
    this.#say("info", `converting keyfile ${path}`);
    const target = join(this.#ctx.folders.keys, basename(path));
    this.#say("info", `writing borg keyfile to ${target}`);
    if (this.#options.dryRun === true) return;
    const text = await readFile(path, "latin1");
    await this.#assertFree(target, files.id);
    await mkdir(dirname(target), { recursive: true });
    await saveFile(target, Buffer.from(text.replace(ATTIC_KEY, BORG_KEY), "latin1"), 0o600);
  }

  /** A key file in the way may be the only key of another repository. */
  async #assertFree(target: string, repositoryId: Uint8Array): Promise<void> {
    const there = await firstLine(target);
    if (there === undefined || there === `${BORG_KEY} ${toHex(repositoryId)}`) return;
    throw new BorgError(`Error: Aborting because key in "${target}" already exists.`);
  }

  async #convertFiles(files: LegacyFiles, inPlace: boolean, dryRun: boolean): Promise<void> {
    if (files.index === undefined) {
      this.#say("warning", `no index file found for repository ${files.location}`);
    } else {
      this.#say("info", `converting repo index ${files.index}`);
      if (!dryRun) await files.convertIndex(files.index, inPlace);
    }
    this.#say("info", `converting ${files.segments.length} segments...`);
    const progress = new PercentSteps(this.#ctx.reporter, "upgrade.convert_segments", files.segments.length);
    for (const segment of files.segments) {
      progress.step();
      if (!dryRun) await files.convertSegment(segment, inPlace);
    }
    progress.finish();
    if (!dryRun) await files.writeReadme();
  }

  async #moveEarlyKeyFile(): Promise<void> {
    const { repository, earlyKeys, dryRun = false } = this.#options;
    this.#say("info", "converting borg 0.xx to borg current");
    // Still Attic's after a dry run, and no repository to be opened.
    const id = dryRun
      ? (await LegacyFiles.open(repository, this.#ctx.reporter)).id
      : await idOfRepository(repository, this.#ctx);
    const path = await findKeyFile(earlyKeys, `${BORG_KEY} ${toHex(id)}`);
    if (path === undefined) {
      this.#say("warning", "no key file found for repository");
      return;
    }
    const target = join(this.#ctx.folders.keys, basename(path));
    if (dryRun || path === target) return;
    await this.#assertFree(target, id);
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
  }

  #say(level: LogLevel, message: string): void {
    this.#ctx.reporter.log({ level, message, name: "borg.upgrader" });
  }
}

async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new RepositoryDoesNotExist(path);
  if (!found.isDirectory()) throw new InvalidRepository(path);
}

async function idOfRepository(path: string, ctx: EngineContext): Promise<Uint8Array> {
  const repository = await LocalRepository.open(path, {}, ctx);
  await repository.close();
  return repository.id;
}

/** The file of a folder whose first line is `heading`. */
async function findKeyFile(folder: string, heading: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    if ((await firstLine(path)) === heading) return path;
  }
  return undefined;
}

/** Of a file that may be a key; `undefined` if there is none. */
async function firstLine(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size > KEY_FILE_SIZE_MAX) return undefined;
  return (await readFile(path, "latin1")).split("\n", 1)[0]?.trimEnd();
}
