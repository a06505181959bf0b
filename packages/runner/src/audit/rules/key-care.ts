import { frequencyToMs } from "../../config/index.ts";
import type { Finding } from "../../state/index.ts";
import { type AuditedRepository, type AuditSubject, nameOf } from "../audit-subject.ts";
import { dateOf } from "../words.ts";

const DAY_MS = 86_400_000;

/** So long a new copy may be on its way to its place. */
const UNPROVEN_MS = 7 * DAY_MS;

/** A proof of this age is worth asking for again. */
const PROOF_AGE = "1 year";

/** Keys of which no copy lies elsewhere, or of whose copy nobody knows whether it is still there. */
export function keyCare(subject: AuditSubject): readonly Finding[] {
  return subject.repositories.flatMap((repository) => findingOf(repository, subject) ?? []);
}

function findingOf(repository: AuditedRepository, { configuration, nowMs }: AuditSubject): Finding | undefined {
  const { options, encryption, escrow, keyDigest } = repository;
  if (encryption === undefined) return undefined;
  const name = nameOf(options);
  const about = { subject: name, severity: "warning" } as const;
  if (encryption === "none") return plain(repository);
  const escrowAgain = `coffermatic key escrow --repository ${name} --paper`;
  const prove = `coffermatic key escrow --repository ${name} --prove`;
  if (escrow === undefined) {
    const text = `No copy of the key of ${name} was ever made by key escrow: ${lossOf(encryption)}`;
    return { ...about, code: "key-not-exported", text, remedy: escrowAgain };
  }
  const { place, exportedMs, provenMs } = escrow;
  if (keyDigest !== undefined && keyDigest !== escrow.keyDigest) {
    const text = `The key of ${name} or its passphrase has changed since its copy was made (${dateOf(exportedMs)}, ${place})`;
    return { ...about, code: "escrow-outdated", text, remedy: escrowAgain };
  }
  if (provenMs === undefined) {
    const severity = nowMs - exportedMs > UNPROVEN_MS ? "warning" : "info";
    const text = `The copy of the key of ${name} (${dateOf(exportedMs)}, ${place}) was never shown to be there`;
    return { ...about, code: "escrow-unproven", severity, text, remedy: prove };
  }
  const age = configuration.audit?.escrow_age ?? PROOF_AGE;
  if (nowMs - provenMs <= (frequencyToMs(age) ?? 0)) return undefined;
  const text = `The copy of the key of ${name} (${place}) was last shown to be there on ${dateOf(provenMs)}, more than ${age} ago`;
  return { ...about, code: "escrow-old", text, remedy: prove };
}

function lossOf(encryption: string): string {
  return encryption.startsWith("keyfile")
    ? "it lies on this machine only, and is lost with it, and all archives with the key"
    : "it lies in the repository only, and damage there would take all archives along";
}

function plain({ options, place }: AuditedRepository): Finding | undefined {
  if (place.kind === "local") return undefined;
  const name = nameOf(options);
  return {
    code: "not-encrypted",
    subject: name,
    severity: "warning",
    text: `${name} is not encrypted, and lies on a machine of others: whoever has that can read and change all archives`,
    remedy: `repositories:\n    - path: ${options.path}-encrypted\n      encryption: repokey-blake2\nthen: coffermatic repo-create`,
  };
}
