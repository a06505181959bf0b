import { BorgError } from "@coffer/format/errors";
import { MAX_SEGMENT_SIZE_LIMIT, parseFileSize } from "@coffer/format/segment";

/** Sizes below this are typing errors, says Borg; 0 is none. */
const SIZE_MIN = 10_000_000;
const ID_LENGTH = 32;

/** Throws if a value is not one that its setting can have. */
type Check = (value: string) => void;

const REPOSITORY_SETTINGS: Readonly<Record<string, Check>> = {
  segments_per_dir: checkInteger,
  last_segment_checked: checkInteger,
  max_segment_size: (value) => {
    if (size(value) < MAX_SEGMENT_SIZE_LIMIT) return;
    throw invalid(`value: max_segment_size >= ${MAX_SEGMENT_SIZE_LIMIT}`);
  },
  additional_free_space: (value) => checkLargeSize("additional_free_space", value),
  storage_quota: (value) => checkLargeSize("storage_quota", value),
  append_only: (value) => {
    if (value !== "0" && value !== "1") throw invalid("value");
  },
  id: checkId,
};

/** Where it is a place that something was, any text will do. */
const CACHE_SETTINGS: Readonly<Record<string, Check>> = { previous_location: () => undefined };

const SETTINGS = { repository: REPOSITORY_SETTINGS, cache: CACHE_SETTINGS } as const;

/**
 * Holds a setting to be one that `config` may change in that file.
 *
 * @param value To be stored; `undefined` for a removal.
 * @throws {BorgError} If section, name or value are not.
 */
export function checkSetting(
  file: "repository" | "cache",
  section: string,
  name: string,
  value: string | undefined,
): void {
  if (section !== file) throw invalid("section");
  const settings = SETTINGS[file];
  const check = Object.hasOwn(settings, name) ? settings[name] : undefined;
  if (check === undefined) throw invalid("name");
  if (value !== undefined) check(value);
}

function checkInteger(value: string): void {
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) throw invalid("value");
}

function checkLargeSize(name: string, value: string): void {
  const bytes = size(value);
  if (bytes !== 0 && bytes < SIZE_MIN) throw invalid(`value: ${name} < 10M`);
}

function checkId(value: string): void {
  if (/[^0-9a-fA-F]/.test(value)) throw new BorgError("Error: Non-hexadecimal digit found");
  if (value.length % 2 === 1) throw new BorgError("Error: Odd-length string");
  if (value.length === 2 * ID_LENGTH) return;
  throw new BorgError(
    `Error: Expected ${ID_LENGTH} bytes (${2 * ID_LENGTH} hex digits), got ${value.length / 2} bytes.`,
  );
}

function size(value: string): number {
  try {
    return parseFileSize(value);
  } catch {
    throw invalid("value");
  }
}

function invalid(what: string): BorgError {
  return new BorgError(`Error: Invalid ${what}`);
}
