import { bytesToText } from "@coffer/format/bytes";
import { IniDocument, IniError, RepositoryConfig, RepositoryConfigError } from "@coffer/format/segment";
import type { FuzzTarget } from "./fuzz-target.ts";

/** `config` of repository and cache. */
export const target: FuzzTarget = {
  name: "repository-config",
  seeds: () => {
    const config = RepositoryConfig.create({ id: new Uint8Array(32), append_only: false, storage_quota: 5_000_000 });
    config.key = "aGVsbG8=\nd29ybGQ=";
    const more = "# comment\n[DEFAULT]\na: b\n[cache]\nx = 1\n   2\n\n   3\n";
    return [config.toString(), more].map((text) => new TextEncoder().encode(text));
  },
  run: (input) => {
    const text = bytesToText(input);
    try {
      IniDocument.parse(text).toString();
    } catch (error) {
      if (!(error instanceof IniError)) throw error;
    }
    try {
      const config = RepositoryConfig.parse(text);
      if (config.max_segment_size >= 2 ** 32) throw new Error("a segment size beyond its limit");
      void config.key;
    } catch (error) {
      if (!(error instanceof RepositoryConfigError)) throw error;
    }
  },
};
