import { fromHex, toHex } from "../bytes/index.ts";
import { MAX_SEGMENT_SIZE_LIMIT, OBJECT_ID_SIZE } from "./entry.ts";
import { parseFileSize } from "./file-size.ts";
import { IniDocument, IniError } from "./ini.ts";

export const DEFAULT_SEGMENTS_PER_DIR = 1000;
export const DEFAULT_MAX_SEGMENT_SIZE: number = 500 * 1024 * 1024;
export const REPOSITORY_README = "This is a Borg Backup repository.\nSee https://borgbackup.readthedocs.io/\n";
/** How much of a README is looked at, in bytes. */
export const README_HEAD_SIZE = 100;

const SECTION = "repository";

/** A `config` that this version cannot work with; the message is the reason, as the error for users quotes it. */
export class RepositoryConfigError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = "RepositoryConfigError";
  }
}

/** Whether the beginning of a README marks a repository, of this or the oldest Borg. */
export function isRepositoryReadme(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, README_HEAD_SIZE));
  return text.includes("Borg Backup repository") || text.includes("Borg repository");
}

/**
 * A repository's `config`: typed access to the fields that Borg knows; whatever else the file holds is kept as it is.
 *
 * Fields have Borg's names. Sizes are bytes.
 *
 * @see docs/formats/repository.md, "config".
 */
export class RepositoryConfig {
  readonly version = 1;
  readonly segments_per_dir: number;
  /** A segment that is longer takes no more entries. */
  readonly max_segment_size: number;
  readonly append_only: boolean;
  /** 0: none. */
  readonly storage_quota: number;
  readonly additional_free_space: number;
  /** 32 bytes. */
  readonly id: Uint8Array;
  readonly #document: IniDocument;

  private constructor(document: IniDocument) {
    const read = (option: string): string => required(document, option);
    this.#document = document;
    this.max_segment_size = size("max_segment_size", read("max_segment_size"));
    if (this.max_segment_size >= MAX_SEGMENT_SIZE_LIMIT) {
      throw new RepositoryConfigError(`max_segment_size >= ${MAX_SEGMENT_SIZE_LIMIT}`);
    }
    this.segments_per_dir = integer("segments_per_dir", read("segments_per_dir"));
    if (this.segments_per_dir < 1) throw new RepositoryConfigError("segments_per_dir < 1");
    this.additional_free_space = size("additional_free_space", document.get(SECTION, "additional_free_space") ?? "0");
    this.append_only = boolean("append_only", document.get(SECTION, "append_only") ?? "0");
    this.storage_quota = size("storage_quota", document.get(SECTION, "storage_quota") ?? "0");
    this.id = repositoryId(read("id"));
  }

  /** @throws {RepositoryConfigError} */
  static parse(text: string): RepositoryConfig {
    const document = parseIni(text);
    if (!document.hasSection(SECTION)) throw new RepositoryConfigError("no repository section found");
    const version = integer("version", required(document, "version"));
    if (version !== 1) {
      throw new RepositoryConfigError(`repository version ${version} is not supported by this borg version`);
    }
    return new RepositoryConfig(document);
  }

  /** The config of a new repository. */
  static create(options: {
    id: Uint8Array;
    append_only: boolean;
    storage_quota: number;
    max_segment_size?: number;
  }): RepositoryConfig {
    const document = new IniDocument();
    document.set(SECTION, "version", "1");
    document.set(SECTION, "segments_per_dir", String(DEFAULT_SEGMENTS_PER_DIR));
    document.set(SECTION, "max_segment_size", String(options.max_segment_size ?? DEFAULT_MAX_SEGMENT_SIZE));
    document.set(SECTION, "append_only", options.append_only ? "1" : "0");
    document.set(SECTION, "storage_quota", String(options.storage_quota));
    document.set(SECTION, "additional_free_space", "0");
    document.set(SECTION, "id", toHex(options.id));
    return new RepositoryConfig(document);
  }

  /** All of the file, to be changed in place; the typed fields above keep their values. */
  get document(): IniDocument {
    return this.#document;
  }

  /** The repokey blob, or `undefined` where there is none. */
  get key(): string | undefined {
    const key = this.#document.get(SECTION, "key")?.trim() ?? "";
    return key === "" ? undefined : key;
  }

  set key(text: string) {
    this.#document.set(SECTION, "key", text);
  }

  /** Where a partial check stopped, or -1. */
  get last_segment_checked(): number {
    const text = this.#document.get(SECTION, "last_segment_checked");
    return text === undefined ? -1 : integer("last_segment_checked", text);
  }

  /** -1 removes the field. */
  set last_segment_checked(segment: number) {
    if (segment < 0) this.#document.remove(SECTION, "last_segment_checked");
    else this.#document.set(SECTION, "last_segment_checked", String(segment));
  }

  /** The file's text. */
  toString(): string {
    return this.#document.toString();
  }
}

function parseIni(text: string): IniDocument {
  try {
    return IniDocument.parse(text);
  } catch (error) {
    if (error instanceof IniError) throw new RepositoryConfigError(error.message, { cause: error });
    throw error;
  }
}

function required(document: IniDocument, option: string): string {
  const value = document.get(SECTION, option);
  if (value === undefined) throw new RepositoryConfigError(`no ${option} found`);
  return value;
}

function integer(option: string, text: string): number {
  const value = /^[+-]?\d+(_\d+)*$/.test(text) ? Number(text.replaceAll("_", "")) : NaN;
  if (!Number.isSafeInteger(value)) throw new RepositoryConfigError(`${option} is not a number: ${text}`);
  return value;
}

function size(option: string, text: string): number {
  try {
    return parseFileSize(text);
  } catch (error) {
    throw new RepositoryConfigError(`${option} is not a size: ${text}`, { cause: error });
  }
}

function boolean(option: string, text: string): boolean {
  const word = text.toLowerCase();
  if (["1", "yes", "true", "on"].includes(word)) return true;
  if (["0", "no", "false", "off"].includes(word)) return false;
  throw new RepositoryConfigError(`${option} is not a boolean: ${text}`);
}

function repositoryId(text: string): Uint8Array {
  const hex = text.trim();
  if (!/^[0-9a-fA-F]*$/.test(hex) || hex.length !== 2 * OBJECT_ID_SIZE) {
    throw new RepositoryConfigError(`id is not ${2 * OBJECT_ID_SIZE} hex digits`);
  }
  return fromHex(hex);
}
