import { equalBytes } from "@coffer/format/bytes";
import { AtticRepository, InvalidRepository, InvalidRepositoryConfig } from "@coffer/format/errors";
import { ATTIC_MAGIC, RepositoryConfig, RepositoryConfigError } from "@coffer/format/segment";
import { isMissing } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import type { SegmentFiles } from "./segment-files.ts";

/** @throws {InvalidRepository} If there is no config. @throws {InvalidRepositoryConfig} */
export async function readConfig(storage: Storage): Promise<RepositoryConfig> {
  try {
    return parseConfig(new TextDecoder().decode(await storage.read("config")), storage.location);
  } catch (error) {
    if (isMissing(error)) throw new InvalidRepository(storage.location);
    throw error;
  }
}

/** @param location Of the repository, for the error. @throws {InvalidRepositoryConfig} */
export function parseConfig(text: string, location: string): RepositoryConfig {
  try {
    return RepositoryConfig.parse(text);
  } catch (error) {
    if (error instanceof RepositoryConfigError) throw new InvalidRepositoryConfig(location, error.message);
    throw error;
  }
}

/** @throws {AtticRepository} If the newest segment has the magic of Borg's ancestor. */
export async function refuseAttic(storage: Storage, segments: SegmentFiles): Promise<void> {
  const latest = await segments.latest();
  if (latest === undefined) return;
  if (equalBytes(await segments.magic(latest), ATTIC_MAGIC)) throw new AtticRepository(storage.location);
}
