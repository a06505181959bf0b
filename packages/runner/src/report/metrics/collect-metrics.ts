import { forecast, type StoredRun } from "../../growth/index.ts";
import { SEVERITIES } from "../../state/index.ts";
import type { RepositoryFacts, SeriesFacts } from "../facts.ts";
import type { Metric, Sample } from "./metric.ts";

/** All that is remembered, as figures for a time series database. Metrics without a sample are left out. */
export function collectMetrics(facts: readonly RepositoryFacts[]): readonly Metric[] {
  return [
    ...actionMetrics(facts),
    ...archiveMetrics(facts),
    ...repositoryMetrics(facts),
    ...proofMetrics(facts),
  ].filter(({ samples }) => samples.length > 0);
}

/** A figure that may be unknown. */
type Known = number | undefined;

function metric(
  name: string,
  help: string,
  samples: readonly { readonly labels: Sample["labels"]; readonly value: Known }[],
): Metric {
  const known = samples.flatMap(({ labels, value }) => (value === undefined ? [] : [{ labels, value }]));
  return { name: `coffermatic_${name}`, help, samples: known };
}

function seconds(ms: Known): Known {
  return ms === undefined ? undefined : ms / 1000;
}

function actionMetrics(facts: readonly RepositoryFacts[]): readonly Metric[] {
  const each = (value: (action: RepositoryFacts["actions"][number]) => Known) =>
    facts.flatMap(({ repository, actions }) =>
      actions.map((one) => ({ labels: { repository, action: one.action }, value: value(one) })),
    );
  return [
    metric(
      "action_last_success_timestamp_seconds",
      "When an action last ended well, in seconds since 1970.",
      each(({ lastSuccessMs }) => seconds(lastSuccessMs)),
    ),
    metric(
      "action_last_failure_timestamp_seconds",
      "When an action last failed, in seconds since 1970.",
      each(({ lastFailure }) => seconds(lastFailure?.failedMs)),
    ),
  ];
}

/** What the latest archive of each source says. */
function archiveMetrics(facts: readonly RepositoryFacts[]): readonly Metric[] {
  const each = (value: (run: StoredRun) => Known) =>
    facts.flatMap(({ repository, series }) =>
      series.flatMap(({ series: name, runs }) => {
        const last = runs.at(-1);
        return last === undefined ? [] : [{ labels: { repository, series: name }, value: value(last) }];
      }),
    );
  return [
    metric(
      "archive_timestamp_seconds",
      "When the latest archive was begun.",
      each((run) => seconds(run.startedMs)),
    ),
    metric(
      "archive_duration_seconds",
      "How long the latest archive took.",
      each((run) => seconds(run.durationMs)),
    ),
    metric(
      "archive_original_bytes",
      "Size of the source of the latest archive.",
      each((run) => run.original_size),
    ),
    metric(
      "archive_compressed_bytes",
      "The same, compressed.",
      each((run) => run.compressed_size),
    ),
    metric(
      "archive_deduplicated_bytes",
      "What of it was new to the repository.",
      each((run) => run.deduplicated_size),
    ),
    metric(
      "archive_files",
      "Files in the latest archive.",
      each((run) => run.files),
    ),
    metric(
      "archive_files_new",
      "New files in the latest archive.",
      each((run) => run.filesNew),
    ),
    metric(
      "archive_files_changed",
      "Changed files in the latest archive.",
      each((run) => run.filesChanged),
    ),
  ];
}

function repositoryMetrics(facts: readonly RepositoryFacts[]): readonly Metric[] {
  const each = (value: (runs: SeriesFacts["runs"]) => Known) =>
    facts.flatMap(({ repository, series }) =>
      series.length === 0 ? [] : [{ labels: { repository }, value: value(allRuns(series)) }],
    );
  return [
    metric(
      "repository_bytes",
      "What all archives of the repository take.",
      each((runs) => runs.at(-1)?.repositorySize),
    ),
    metric(
      "repository_room_bytes",
      "What else fits in, by free space and quota.",
      each((runs) => runs.at(-1)?.room),
    ),
    metric(
      "repository_full_timestamp_seconds",
      "When the repository will be full, as it grows now.",
      each((runs) => seconds(forecast(runs)?.fullMs)),
    ),
    metric(
      "prune_held",
      "1 while an alarm holds prune back.",
      facts
        .filter(({ series }) => series.length > 0)
        .map(({ repository, held }) => ({ labels: { repository }, value: held.length > 0 ? 1 : 0 })),
    ),
  ];
}

/** Runs of all sources of a repository, oldest first. */
export function allRuns(series: readonly SeriesFacts[]): readonly StoredRun[] {
  return series.flatMap(({ runs }) => runs).toSorted((a, b) => a.startedMs - b.startedMs);
}

function proofMetrics(facts: readonly RepositoryFacts[]): readonly Metric[] {
  const drilled = facts.filter(({ drills }) => drills.length > 0);
  return [
    metric(
      "drill_last_passed_timestamp_seconds",
      "When a drill last passed.",
      facts.map(({ repository, standing }) => ({ labels: { repository }, value: seconds(standing.lastPassedMs) })),
    ),
    metric(
      "drill_passed",
      "1 if the latest drill has passed, 0 if it has failed.",
      drilled.map(({ repository, drills }) => ({
        labels: { repository },
        value: drills[0]?.outcome === "passed" ? 1 : 0,
      })),
    ),
    metric(
      "drill_streak",
      "Drills that have passed since the last one that has failed.",
      drilled.map(({ repository, standing }) => ({ labels: { repository }, value: standing.streak })),
    ),
    metric(
      "drill_restore_duration_seconds",
      "How long the latest drill took to restore.",
      drilled.map(({ repository, drills }) => ({ labels: { repository }, value: seconds(drills[0]?.restore_ms) })),
    ),
    metric("findings", "Open findings.", facts.flatMap(findingCounts)),
  ];
}

function findingCounts({ repository, findings }: RepositoryFacts): readonly Sample[] {
  return SEVERITIES.map((severity) => ({
    labels: { repository, severity },
    value: findings.filter((finding) => finding.severity === severity).length,
  }));
}
