import { genericWarning } from "@coffer/format/errors";
import type { EngineContext } from "../context/index.ts";
import type { Session } from "../session/index.ts";
import { selectArchives } from "./archive-selection.ts";
import type { ArchiveEntry } from "./archive-selection.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface UpgradeTamOptions extends RepositoryTarget {
  /** Take a manifest without TAM although one is required. */
  readonly force?: boolean;
}

export interface UpgradeTamResult {
  /** Archives by time, if the manifest was written anew: what is vouched for from now on. */
  readonly archives: readonly ArchiveEntry[] | undefined;
  /** Path of the key file, or the repository, if the key was changed. */
  readonly keyLocation: string | undefined;
  /** The security folder demands a TAM now, and did not before. */
  readonly isSecurityUpdated: boolean;
}

/**
 * Makes repository, key and this client demand that the manifest is authenticated (by a TAM). All of it is durable on return.
 *
 * The archives that the manifest lists now are taken for genuine: the user has to look at them.
 *
 * @throws The errors of opening, see `openSession`. A manifest without TAM is an error where one is required, unless
 * forced.
 */
export function enableTam(options: UpgradeTamOptions, ctx: EngineContext): Promise<UpgradeTamResult> {
  return withTamSession(options, ctx, options.force ?? false, async (session) => {
    const { manifest, security } = session;
    let archives: readonly ArchiveEntry[] | undefined;
    if (!manifest.tam_verified || !manifest.tam_required) {
      archives = selectArchives(manifest, { sortBy: ["ts"] });
      await writeTamRequired(session, true);
    }
    const keyLocation = await changeKey(session, true);
    const isSecurityUpdated = !security.isTamRequired();
    if (isSecurityUpdated) await security.setTamRequired(true);
    return { archives, keyLocation, isSecurityUpdated };
  });
}

/**
 * Makes nobody demand a TAM of the manifest any more: for Borg before 1.0.9. Durable on return.
 * @throws The errors of opening, see `openSession`.
 */
export function disableTam(
  options: RepositoryTarget,
  ctx: EngineContext,
): Promise<Pick<UpgradeTamResult, "keyLocation">> {
  return withTamSession(options, ctx, true, async (session) => {
    if (session.security.isTamRequired()) await session.security.setTamRequired(false);
    const keyLocation = await changeKey(session, false);
    await writeTamRequired(session, false);
    return { keyLocation };
  });
}

/**
 * Looks whether all demand that the manifest is authenticated. What does not is warned of.
 *
 * @returns Whether all do.
 * @throws As {@link enableTam}.
 */
export function checkTam(options: UpgradeTamOptions, ctx: EngineContext): Promise<{ readonly isSound: boolean }> {
  return withTamSession(options, ctx, options.force ?? false, async (session) => {
    const { manifest, key, security } = session;
    const warnings: string[] = [];
    if (!manifest.tam_verified || !manifest.tam_required) {
      warnings.push("Repository Manifest is not TAM verified or a TAM is not required!");
    }
    if (!key.secrets.tam_required && key.keyType.storage !== "no_storage") {
      warnings.push("Key does not require TAM authentication!");
    }
    if (!security.isTamRequired()) {
      warnings.push("Client-side security database does not require a TAM!");
    }
    for (const message of warnings) ctx.reporter.warn(genericWarning(message));
    return { isSound: warnings.length === 0 };
  });
}

function withTamSession<T>(
  options: RepositoryTarget,
  ctx: EngineContext,
  forceTamNotRequired: boolean,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const access = { exclusive: true, operations: ["check"], secure: false, forceTamNotRequired } as const;
  return withSession(options, ctx, access, work);
}

async function writeTamRequired(session: Session, required: boolean): Promise<void> {
  session.manifest.config.set("tam_required", required);
  await session.writeManifest();
  await session.repository.commit();
}

async function changeKey(session: Session, required: boolean): Promise<string | undefined> {
  const isChanged = await session.setKeyTamRequired(required);
  return isChanged ? (session.keyFile ?? session.repository.location) : undefined;
}
