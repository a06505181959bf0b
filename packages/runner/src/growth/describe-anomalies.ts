import { formatFileSize } from "@coffer/cli/text";
import type { Creeping } from "./detect-creeping.ts";
import type { Finding } from "../state/index.ts";
import type { RunFigures } from "./run-figures.ts";
import { replacedShare, type Signal, touchedShare } from "./signals.ts";

const REMEDY =
  "Look at what has changed (coffermatic diff, coffermatic list); if it is meant to be so: coffermatic growth --release";

/** The code of what has crept up. */
export const SLOW_ENCRYPTION = "slow-encryption-suspected";

/** The findings for the extraordinary signals of a run: one for each, or one for what they mean together. */
export function describeAnomalies(signals: ReadonlySet<Signal>, before: RunFigures, run: RunFigures): Finding[] {
  const evidence = evidenceOf(before, run);
  const finding = (code: string, severity: Finding["severity"], text: string): Finding => ({
    ...{ code, severity, text, subject: run.archive, remedy: REMEDY },
  });
  const single = [...signals].map((signal) => finding(CODES[signal], "warning", evidence[signal]));
  if (!looksLikeEncryption(signals)) return single;
  const facts = [...signals].map((signal) => evidence[signal]).join("; ");
  return [finding("encryption-suspected", "error", `The files look as if malware had encrypted them: ${facts}`)];
}

/** The finding for what has crept up over many runs. */
export function describeCreeping({ since, touched }: Creeping, run: RunFigures): Finding {
  const changes =
    touched === undefined ? "" : `${percent(touched)} of the files have been changed, renamed or removed, and `;
  const text =
    `Since ${since.archive} the files look as if malware encrypted some of them in each run: ${changes}` +
    `the source compresses to ${storedShare(run)} of its size instead of ${storedShare(since)}`;
  return { code: SLOW_ENCRYPTION, severity: "error", text, subject: run.archive, remedy: REMEDY };
}

const CODES: Readonly<Record<Signal, string>> = {
  growth: "sudden-growth",
  shrinkage: "sudden-shrinkage",
  incompressible: "compression-collapse",
  replaced: "deduplication-collapse",
  touched: "mass-change",
};

/** Whoever encrypts files changes or renames many; what they hold then is new, and cannot be compressed. */
function looksLikeEncryption(signals: ReadonlySet<Signal>): boolean {
  const isNew = signals.has("replaced");
  return (
    (signals.has("touched") && (isNew || signals.has("incompressible"))) || (isNew && signals.has("incompressible"))
  );
}

function evidenceOf(before: RunFigures, run: RunFigures): Readonly<Record<Signal, string>> {
  const sizes = `${formatFileSize(before.original_size)} to ${formatFileSize(run.original_size)}`;
  return {
    growth: `the source has grown from ${sizes}`,
    shrinkage: `the source has shrunk from ${sizes}, and from ${before.files} to ${run.files} files`,
    incompressible: `the source compresses to ${storedShare(run)} of its size instead of ${storedShare(before)}`,
    replaced: `${percent(replacedShare(before, run))} of the archive was new to the repository, although the source has not grown by that`,
    touched: `${percent(touchedShare(before, run) ?? 0)} of the files have been changed, renamed or removed`,
  };
}

function storedShare({ compressed_size, original_size }: RunFigures): string {
  return percent(compressed_size / Math.max(1, original_size));
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
