import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import {
  digestOf,
  type EscrowRecord,
  EscrowStore,
  paperLines,
  sameKey,
  sameLine,
  type StoredKey,
} from "../audit/index.ts";
import { openState } from "../state/index.ts";
import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import { exportKey, readStoredKey } from "./key.ts";

/** How a copy of a key is made, or proven to be there. */
export interface KeyEscrowFlags {
  readonly paper?: boolean;
  readonly qrHtml?: boolean;
  /** The file to write, which does not exist yet; to prove, the copy. Standard output, or lines to type, when left out. */
  readonly path?: string;
  /** Where the copy will lie, in the user's words. */
  readonly place?: string;
  readonly passphrasePlace?: string;
}

/** Asks a person. @returns Undefined at the end of input. */
export type Ask = (question: string) => Promise<string | undefined>;

/** Lines of the paper that are to be typed. */
const LINES_ASKED = 2;
const TRIES_MAX = 3;

/**
 * Exports the key and notes where the copy will lie. The note holds no key.
 *
 * @throws {ActionError} If nobody says where, or the file exists; nothing has been noted.
 */
export async function escrowKey(context: ActionContext, flags: KeyEscrowFlags, ask: Ask): Promise<void> {
  const { log, system, dryRun } = context;
  const key = await readStoredKey(context);
  await exportKey(context, flags);
  if (dryRun) return;
  const place = flags.place ?? (await ask("Where will this copy of the key lie? "));
  if (place === undefined || place.trim() === "") {
    throw new ActionError(
      "Say by --place where the copy will lie: nothing was noted, and the audit goes on asking for it",
    );
  }
  const passphrasePlace =
    flags.passphrasePlace ?? (await ask("And its passphrase, without which it is of no use? ")) ?? "";
  withEscrows(context, (escrows) =>
    escrows.add({
      form: flags.qrHtml === true ? "qr" : flags.paper === true ? "paper" : "text",
      place: place.trim(),
      passphrasePlace: passphrasePlace.trim(),
      keyDigest: digestOf(key),
      exportedMs: system.nowMs(),
    }),
  );
  log.answer(`Noted. When the copy is in its place, show that it is: coffermatic key escrow --prove`);
}

/**
 * Compares a copy with the key of the repository: the file at `path`, or two lines of a paper key that somebody types. If they agree, the
 * latest copy counts as proven.
 *
 * @throws {ActionError} If no copy was noted, or this one is not right.
 */
export async function proveEscrow(context: ActionContext, { path }: KeyEscrowFlags, ask: Ask): Promise<void> {
  const { repository, system, log, workingDirectory } = context;
  const latest = withEscrows(context, (escrows) => escrows.latest());
  if (latest === undefined)
    throw new ActionError(`No copy of the key of ${repository.path} was noted: make one by key escrow`);
  const key = await readStoredKey(context);
  if (digestOf(key) !== latest.keyDigest) {
    const when = `since its copy was noted (${latest.place})`;
    throw new ActionError(`The key or its passphrase has changed ${when}: make a new copy by key escrow`);
  }
  if (path === undefined) await typeLines(key, latest, ask);
  else if (!sameKey(await readFile(resolve(workingDirectory, path), "utf8"), key)) {
    throw new ActionError(`${path} holds no copy of the key as it is now`);
  }
  withEscrows(context, (escrows) => escrows.noteProof(latest.id, system.nowMs()));
  log.answer(`Proven: the copy of the key (${latest.place}) is there and right`);
}

/** The copies that were noted, the latest first. */
export function listEscrows(context: ActionContext): readonly EscrowRecord[] {
  return withEscrows(context, (escrows) => escrows.list());
}

async function typeLines(key: StoredKey, { place }: EscrowRecord, ask: Ask): Promise<void> {
  const lines = paperLines(key);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(LINES_ASKED, lines.length)) chosen.add(randomInt(lines.length));
  for (const number of [...chosen].toSorted((a, b) => a - b)) {
    const line = lines[number] ?? "";
    for (let tries = 1; ; tries++) {
      const typed = await ask(`Line ${number + 1} of the paper key (${place}): `);
      if (typed !== undefined && sameLine(typed, line)) break;
      if (typed === undefined || tries === TRIES_MAX) {
        throw new ActionError(`Line ${number + 1} is another one: this is no copy of the key as it is now`);
      }
    }
  }
}

function withEscrows<Result>(
  { configuration, system, repository }: ActionContext,
  work: (escrows: EscrowStore) => Result,
): Result {
  const state = openState(configuration, system);
  try {
    return work(new EscrowStore(state, repository.path));
  } finally {
    state.close();
  }
}
