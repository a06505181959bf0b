import { IniDocument, IniError } from "@coffer/format/segment";
import type { FuzzTarget } from "./fuzz-target.ts";

const CONFIG = `[cache]
version = 1
repository = ${"ab".repeat(32)}
manifest = ${"cd".repeat(32)}
previous_location = /srv/repo
timestamp = 2026-11-22T15:12:07.688529
ignored_features =
mandatory_features =
key_type = 3

[integrity]
manifest = ${"cd".repeat(32)}
chunks = {"algorithm": "XXH64", "digests": {"HashHeader": "2f07a03ab0087824", "final": "439e38961fa9308c"}}
files = {"algorithm": "XXH64", "digests": {"final": "ca8344b0630945ae"}}
`;

/** The config of a client cache: read at each access to a repository. */
export const target: FuzzTarget = {
  name: "cache-config",
  seeds: () => [CONFIG, "[a]\nb: c\n d\n\n e\n# f\n[g]\n", "[DEFAULT]\nx = 1\n[y]\n"].map((text) => Buffer.from(text)),
  run(input) {
    let document: IniDocument;
    try {
      document = IniDocument.parse(Buffer.from(input).toString("latin1"));
    } catch (error) {
      if (error instanceof IniError) return;
      throw error;
    }
    for (const section of document.sections) {
      for (const option of document.options(section)) document.get(section, option);
    }
    document.toString();
  },
};
