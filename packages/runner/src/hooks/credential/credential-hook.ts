import type { System } from "../../system/index.ts";
import type { DataSourceConfiguration } from "../data-source/configuration.ts";

/** A place that keeps secrets. */
export interface CredentialHook {
  /** First word after `credential`, and the option that configures it. */
  readonly name: string;
  /** What the words after the name mean, for messages. */
  readonly usage: string;
  /** How many words there are. */
  readonly wordCount: number;

  /**
   * @param words As many as `wordCount`.
   * @throws {CredentialFailed} If there is no such secret or it cannot be read.
   */
  load(words: readonly string[], configuration: DataSourceConfiguration, system: System): Promise<string>;
}
