/**
 * The rules of an audit, one file each.
 *
 * @module
 */
import { copies } from "./copies.ts";
import { hiddenSources } from "./hidden-sources.ts";
import { keyCare } from "./key-care.ts";
import { liveDatabases } from "./live-databases.ts";
import { proofAges } from "./proof-ages.ts";
import { readableSecrets } from "./readable-secrets.ts";
import { brokenPromises } from "./retention-promise.ts";
import type { Rule } from "./rule.ts";
import { missingTimer } from "./timer.ts";
import { uncoveredPlaces } from "./uncovered-places.ts";
import { unreachableRepositories } from "./reachability.ts";
import { writableConfiguration } from "./writable-configuration.ts";

export const RULES: readonly Rule[] = [
  hiddenSources,
  uncoveredPlaces,
  liveDatabases,
  readableSecrets,
  writableConfiguration,
  keyCare,
  brokenPromises,
  copies,
  unreachableRepositories,
  proofAges,
  missingTimer,
];
