import type { RepositoryConfig } from "@coffer/format/segment";
import { errorCode } from "../storage/index.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

/** The file `config` of an open repository, and what it says. */
export class ConfigFile {
  readonly config: RepositoryConfig;
  readonly #volume: Volume;
  readonly #isLookedAt: boolean;

  /** @param isLookedAt Whether nothing in the repository is to be changed. */
  constructor(config: RepositoryConfig, volume: Volume, isLookedAt: boolean) {
    this.config = config;
    this.#volume = volume;
    this.#isLookedAt = isLookedAt;
  }

  /** Durable on return. What is not vital is let go where a repository that is only looked at cannot be written. */
  async save(options: { readonly isVital?: boolean } = {}): Promise<void> {
    const { storage, reporter } = this.#volume;
    const warn = (message: string): void => logRepository(reporter, "warning", message);
    try {
      await storage.replaceSecret("config", new TextEncoder().encode(this.config.toString()), warn);
    } catch (error) {
      const code = errorCode(error);
      const isExpected = options.isVital !== true && this.#isLookedAt;
      if (!isExpected || (code !== "EACCES" && code !== "EPERM")) throw error;
      const path = `${storage.location}/config`;
      warn(`Permission denied: Failed writing to '${path}'. This is expected when working on read-only repositories.`);
    }
  }
}
