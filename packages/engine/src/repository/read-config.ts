import { equalBytes } from "@coffer/format/bytes";
import { AtticRepository, InvalidRepository, InvalidRepositoryConfig } from "@coffer/format/errors";
import { ATTIC_MAGIC, RepositoryConfig, RepositoryConfigError } from "@coffer/format/segment";
import { isMissing } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import type { SegmentFiles } from "./segment-files.ts";

/** @throws {InvalidRepository} If there is no config. @throws {InvalidRepositoryConfig} */
export async function readConfig(storage: Storage): Promise<RepositoryConfig> {
  try {
    return RepositoryConfig.parse(new TextDecoder().decode(await storage.read("config")));
  } catch (error) {
    if (isMissing(error)) throw new InvalidRepository(storage.location);
    if (error instanceof RepositoryConfigError) {
      throw new InvalidRepositoryConfig(storage.location, error.message);
    }
    throw error;
  }
}

/** @throws {AtticRepository} If the newest segment has the magic of Borg's ancestor. */
export async function refuseAttic(storage: Storage, segments: SegmentFiles): Promise<void> {
  const latest = await segments.latest();
  if (latest === undefined) return;
  if (equalBytes(await segments.magic(latest), ATTIC_MAGIC)) throw new AtticRepository(storage.location);
}
