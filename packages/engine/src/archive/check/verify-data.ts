import { toHex } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import { PercentProgress } from "../../repository/index.ts";
import type { CheckRun } from "./check-run.ts";
import { sweepLog } from "./sweep-log.ts";
import type { SweptObject } from "./sweep-log.ts";

/**
 * Reads every object, verifies its MAC and id, and reports those that are not sound; repairs delete them.
 *
 * @param expected Count of objects.
 */
export async function verifyData(run: Omit<CheckRun, "manifest" | "references">, expected: number): Promise<void> {
  const { findings, repository, pool, repairs, ctx } = run;
  findings.info("Starting cryptographic data integrity verification...");
  const tally = { objects: 0, errors: 0 };
  const defects: Uint8Array[] = [];
  const progress = new PercentProgress(ctx.reporter, {
    total: expected,
    text: "Verifying data",
    msgid: "check.verify_data",
    step: 0.01,
    digits: 2,
    width: 6,
  });
  await sweepLog(repository, pool, { isLogVerified: run.isLogVerified }, ({ count, notable }) => {
    for (let i = 0; i < count; i++) progress.show();
    tally.objects += count;
    tally.errors += notable.length;
    for (const object of notable) {
      findings.problem(describe(object));
      if (object.unreadable === undefined || object.unreadable instanceof IntegrityError) defects.push(object.id);
    }
  });
  progress.finish();
  if (expected !== tally.objects) {
    findings.error("Repo/Chunks index object count vs. segment files object count mismatch.");
    findings.error(`Repo/Chunks index: ${expected} objects != segment files: ${tally.objects} objects`);
  }
  if (defects.length > 0) {
    if (repairs === undefined) announce(run, defects);
    else await repairs.deleteDefects(defects);
  }
  const summary = `Finished cryptographic data integrity verification, verified ${tally.objects} chunks with ${tally.errors} integrity errors.`;
  if (tally.errors > 0) findings.error(summary);
  else findings.info(summary);
}

function describe(object: SweptObject): string {
  const chunk = `chunk ${toHex(object.id)}`;
  return object.unreadable === undefined
    ? `${chunk}, integrity error: ${object.defect ?? ""}`
    : `${chunk}: ${object.unreadable.message}`;
}

function announce(run: Pick<CheckRun, "findings">, defects: readonly Uint8Array[]): void {
  run.findings.warning(
    "Found defect chunks. With --repair, they would get deleted, so affected files could get repaired then and maybe healed later.",
  );
  for (const id of defects) run.findings.debug(`chunk ${toHex(id)} is defect.`);
}
