import { resolve } from "node:path";
import { listRepository, type RepositoryTarget } from "@coffer/engine/commands";
import type { EngineContext } from "@coffer/engine/context";
import { KeyfileMismatchError, KeyfileNotFoundError } from "@coffer/format/errors";
import type { EngineCall } from "../borg/index.ts";
import { resolveCredential } from "../hooks/index.ts";
import { expandHome } from "../system/index.ts";
import type { DrillContext, DrillRules } from "./drill-context.ts";

/** Variables by which a key or a passphrase could come from elsewhere than the escrow. */
const OTHER_WAYS = {
  BORG_CACHE_DIR: undefined,
  BORG_CONFIG_DIR: undefined,
  BORG_KEYS_DIR: undefined,
  BORG_KEY_FILE: undefined,
  BORG_SECURITY_DIR: undefined,
  BORG_PASSPHRASE: undefined,
  BORG_PASSCOMMAND: undefined,
  BORG_PASSPHRASE_FD: undefined,
} as const;

/** A machine that has lost everything knows no repository, and nobody is asked. */
const ANSWERS = {
  BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "yes",
  BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes",
} as const;

/** How the engine is called when it has nothing but the escrow. */
export interface EscrowAccess {
  readonly call: Pick<EngineCall, "env" | "withoutPassphrase">;
  /** Absolute paths of exported keys, of which one should be the repository's. */
  readonly keyFiles: readonly string[];
}

/**
 * Access as on a machine that has lost everything but the exported keys and the passphrase.
 *
 * @param borgBase An empty folder.
 * @returns Undefined if no escrow is configured.
 */
export async function escrowAccess(
  { from_escrow: escrow }: DrillRules,
  borgBase: string,
  { configuration, system, workingDirectory }: DrillContext,
): Promise<EscrowAccess | undefined> {
  if (escrow === undefined) return undefined;
  const keyFiles = escrow.key_files.map((path) => resolve(workingDirectory, expandHome(path, system)));
  const env = { ...OTHER_WAYS, ...ANSWERS, BORG_BASE_DIR: borgBase };
  const { passphrase } = escrow;
  if (passphrase === undefined) return { keyFiles, call: { env } };
  const known = await resolveCredential(passphrase, configuration, system);
  return { keyFiles, call: { withoutPassphrase: true, env: { ...env, BORG_PASSPHRASE: known } } };
}

/**
 * The context of the engine with the exported key of a repository in the place of its own.
 *
 * @throws {KeyfileNotFoundError} If none of the keys is that of the repository.
 * @throws What opening the repository throws.
 */
export async function withExportedKey(
  target: RepositoryTarget,
  context: EngineContext,
  keyFiles: readonly string[],
): Promise<EngineContext> {
  for (const keyBackup of keyFiles) {
    const attempt = { ...context, keyBackup };
    try {
      await listRepository(target, attempt, () => undefined);
      return attempt;
    } catch (error) {
      if (!(error instanceof KeyfileMismatchError)) throw error;
    }
  }
  const { repository } = target;
  throw new KeyfileNotFoundError(
    typeof repository === "string" ? repository : repository.location,
    keyFiles.join(", "),
  );
}
