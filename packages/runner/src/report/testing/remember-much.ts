import { EscrowStore, ScorecardStore } from "../../audit/index.ts";
import { DrillStore } from "../../drill/index.ts";
import { RunStore } from "../../growth/index.ts";
import { ActionFailures, ActionTimes, FindingStore, type State } from "../../state/index.ts";

/** When the page is looked at. */
export const NOW_MS: number = Date.UTC(2026, 5, 30, 12);

const DAY_MS = 86_400_000;
/** A name that would do harm where it is not escaped. */
const REPOSITORY = '/backup/"odd" \\ <one>';

const FINDING = {
  code: "encryption-suspected",
  subject: "host-59",
  severity: "error",
  text: "The files look as if malware had encrypted them: 61 % of the files have been changed, renamed or removed",
  remedy: "Look at what has changed (coffermatic diff, coffermatic list)",
} as const;

/** For tests: a database with something of each kind. */
export function rememberMuch(state: State): void {
  const times = new ActionTimes(state);
  for (const action of ["create", "prune", "check"]) times.note(REPOSITORY, action, NOW_MS - 3_600_000);
  new ActionFailures(state).note(REPOSITORY, "check", {
    failedMs: NOW_MS - 60_000,
    message: "Borg has failed <badly>",
  });
  const runs = new RunStore(state, REPOSITORY, "host-*");
  for (let day = 0; day < 60; day += 1) {
    runs.add(
      {
        ...{
          repository_id: "ab",
          archive: `host-${day}`,
          startedMs: NOW_MS - (60 - day) * DAY_MS,
          durationMs: 754_000,
        },
        ...{ original_size: 2.1e11 + day * 1e9, compressed_size: 1.1e11, deduplicated_size: day === 0 ? 1.1e11 : 9e8 },
        ...{ files: 104_233 + day, filesNew: 12, filesChanged: 411, repositorySize: 1.1e11 + day * 9e8, room: 3e11 },
      },
      day === 59 ? [FINDING] : [],
      NOW_MS,
    );
  }
  const drills = new DrillStore(state);
  for (const outcome of ["failed", "passed"] as const) {
    drills.add({
      ...{
        repository: REPOSITORY,
        archive: "host-58",
        archive_id: "cd".repeat(32),
        outcome,
        sample_percentage: 5,
        seed: 1,
      },
      ...{ started_ms: NOW_MS - DAY_MS, ended_ms: NOW_MS - DAY_MS + 1000, restore_ms: 61_000, verify_ms: 2000 },
      ...{ items: 1000, bytes: 5e9, sources_compared: 3, from_escrow: false, databases: [] },
      findings: outcome === "passed" ? [] : [{ ...FINDING, text: "The repository holds this file damaged" }],
    });
  }
  new EscrowStore(state, REPOSITORY).add({
    ...{ form: "paper", place: "safe", passphrasePlace: "vault", keyDigest: "00", exportedMs: NOW_MS - DAY_MS },
  });
  times.note("/etc/c.yaml", "audit", NOW_MS);
  const card = { copies: 2, domains: ["the disk of the sources", "backup"], offSite: ["backup"], immutable: [] };
  new ScorecardStore(state).replace("/etc/c.yaml", { ...card, onSourceDisk: [], lastDrill: "2026-06-29" }, NOW_MS);
  new FindingStore(state, "audit", "/etc/c.yaml").replace(
    [{ ...FINDING, code: "timer-missing", severity: "warning", text: "No timer is installed" }],
    NOW_MS,
  );
}
