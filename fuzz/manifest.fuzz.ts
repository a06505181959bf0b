import { IntegrityError, MandatoryFeatureUnsupported, UnsupportedManifestError } from "@coffer/format/errors";
import { Key, packWithTam, plaintextSecrets } from "@coffer/format/keys";
import { decodeManifest, encodeManifest, Manifest } from "@coffer/format/manifest";
import { packSortedMap } from "@coffer/format/bytes";
import type { MsgpackMap, MsgpackValue } from "@coffer/format/bytes";
import type { FuzzTarget } from "./fuzz-target.ts";

const key = new Key(plaintextSecrets(new Uint8Array(32)));
const options = { now: 1_700_000_000_000_000n, salt: new Uint8Array(64) };

function sample(): Manifest {
  const manifest = new Manifest();
  manifest.archives.set("a", { id: new Uint8Array(32), time: "2024-01-02T03:04:05.000006" });
  manifest.archives.set("\udcff", { id: new Uint8Array(32).fill(1), time: "2024-01-02T03:04:05" });
  const mandatory: MsgpackMap = new Map<string, MsgpackValue>([["mandatory", ["x"]]]);
  manifest.config.set("feature_flags", new Map([["write", mandatory]]));
  return manifest;
}

/** Without a secret, whoever can write to a repository can make manifests: mode none is what is fuzzed. */
export const target: FuzzTarget = {
  name: "manifest",
  seeds: () => [
    encodeManifest(sample(), key, options),
    packWithTam(new Map([["version", 1]]), "manifest", key.secrets, options.salt),
    packSortedMap(
      new Map<string, MsgpackValue>([
        [
          "archives",
          new Map([
            [
              "a",
              new Map<string, MsgpackValue>([
                ["id", new Uint8Array(32)],
                ["time", "2024-01-02T03:04:05"],
              ]),
            ],
          ]),
        ],
        ["config", new Map([["feature_flags", new Map([["read", new Map([["mandatory", ["x"]]])]])]])],
        ["item_keys", ["path"]],
        ["timestamp", "2024-01-02T03:04:05.000006"],
        ["version", 1],
      ]),
    ),
  ],
  run(input) {
    try {
      const manifest = decodeManifest(input, key);
      manifest.checkFeatures(["read", "check", "write", "delete"]);
    } catch (error) {
      const isDocumented =
        error instanceof IntegrityError ||
        error instanceof UnsupportedManifestError ||
        error instanceof MandatoryFeatureUnsupported;
      if (!isDocumented) throw error;
    }
  },
};
