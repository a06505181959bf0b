import { bytesToText, compareText } from "../bytes/index.ts";
import type { MsgpackMap, MsgpackValue } from "../bytes/index.ts";
import { IntegrityError, MandatoryFeatureUnsupported } from "../errors/index.ts";

/** What is about to be done with a repository, as its feature flags name it. */
export type Operation = "read" | "check" | "write" | "delete";

/**
 * The features that a manifest's config demands, by operation. Borg 1.x itself has none.
 *
 * @throws {IntegrityError} If the flags are malformed.
 */
export function mandatoryFeatures(config: MsgpackMap): Map<string, Set<string>> {
  const features = new Map<string, Set<string>>();
  const flags = config.get("feature_flags") ?? null;
  if (flags === null) return features;
  for (const [operation, requirements] of asMap(flags)) {
    const mandatory = asMap(requirements).get("mandatory");
    if (mandatory === undefined || typeof operation !== "string") continue;
    if (!Array.isArray(mandatory)) throw malformed();
    features.set(operation, new Set(mandatory.map(asText)));
  }
  return features;
}

/**
 * @throws {MandatoryFeatureUnsupported} If a feature is demanded for one of the operations: none is known here.
 * @throws {IntegrityError} If the flags are malformed.
 */
export function checkFeatures(config: MsgpackMap, operations: readonly Operation[]): void {
  const features = mandatoryFeatures(config);
  for (const operation of operations) {
    const unsupported = [...(features.get(operation) ?? [])];
    if (unsupported.length === 0) continue;
    const names = unsupported.toSorted(compareText).map((name) => `'${name}'`);
    throw new MandatoryFeatureUnsupported(`[${names.join(", ")}]`);
  }
}

function asMap(value: MsgpackValue): MsgpackMap {
  if (value instanceof Map) return value;
  throw malformed();
}

function asText(value: MsgpackValue): string {
  if (value instanceof Uint8Array) return bytesToText(value);
  throw malformed();
}

function malformed(): IntegrityError {
  return new IntegrityError("Manifest: malformed feature flags");
}
