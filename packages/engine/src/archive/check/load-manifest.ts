import { decompress } from "@coffer/format/compression";
import { IntegrityError } from "@coffer/format/errors";
import { decodeManifest } from "@coffer/format/manifest";
import type { Manifest } from "@coffer/format/manifest";
import { MANIFEST_ID } from "@coffer/format/segment";
import type { Key } from "@coffer/format/keys";
import type { Repository } from "../../repository/index.ts";
import type { Findings } from "./findings.ts";
import { wordsOf } from "./words.ts";

/**
 * The stored manifest, or `undefined` if it is missing or damaged, which is reported.
 *
 * @throws {UnsupportedManifestError | MandatoryFeatureUnsupported} If it is sound, but not for us.
 */
export async function loadManifest(
  repository: Repository,
  key: Key,
  isThere: boolean,
  findings: Findings,
): Promise<Manifest | undefined> {
  if (!isThere) {
    findings.problem("Repository manifest not found!");
    return undefined;
  }
  try {
    const manifest = decodeManifest(decompress(key.open(await repository.get(MANIFEST_ID))), key);
    manifest.checkFeatures(["check"]);
    return manifest;
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    findings.problem(`Repository manifest is corrupted: ${wordsOf(error)}`);
    return undefined;
  }
}
