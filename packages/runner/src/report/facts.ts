import { type EscrowRecord, EscrowStore, type KeptScorecard, ScorecardStore } from "../audit/index.ts";
import { type DrillResult, type DrillStanding, DrillStore } from "../drill/index.ts";
import { HISTORY_MAX, RunStore, type StoredRun } from "../growth/index.ts";
import {
  type ActionFailure,
  ActionFailures,
  ActionTimes,
  FindingStore,
  type SeenFinding,
  type State,
} from "../state/index.ts";

/** Actions whose last times are told. */
export const TOLD_ACTIONS = ["create", "prune", "compact", "check", "drill"] as const;

/** How an action last ended. */
export interface ActionFacts {
  readonly action: (typeof TOLD_ACTIONS)[number];
  /** Milliseconds since 1970; undefined: never. */
  readonly lastSuccessMs: number | undefined;
  readonly lastFailure: ActionFailure | undefined;
}

/** The archives of one source. */
export interface SeriesFacts {
  /** What their names have in common. */
  readonly series: string;
  /** Oldest first; at least one. */
  readonly runs: readonly StoredRun[];
}

/** A finding, and who has found it. */
export interface SourcedFinding extends SeenFinding {
  readonly source: string;
}

/** All that is remembered of one repository. */
export interface RepositoryFacts {
  /** Path or URL; of findings also the file of a configuration, or nothing for the machine. */
  readonly repository: string;
  /** Whether more than findings is known of it. */
  readonly isRepository: boolean;
  readonly actions: readonly ActionFacts[];
  readonly series: readonly SeriesFacts[];
  /** Runs with findings that nobody has released. */
  readonly held: readonly StoredRun[];
  /** The latest first. */
  readonly drills: readonly DrillResult[];
  readonly standing: DrillStanding;
  /** Copies of its key, the latest first. */
  readonly escrows: readonly EscrowRecord[];
  readonly findings: readonly SourcedFinding[];
}

/** All that is remembered. */
export interface Facts {
  /** By their names. */
  readonly repositories: readonly RepositoryFacts[];
  /** Of each audited configuration. */
  readonly scorecards: readonly KeptScorecard[];
}

/** Drills of a repository that are told of. */
const DRILLS_MAX = 20;

/** Where repositories are named. */
const TABLES = ["action_failures", "growth_runs", "drills", "key_escrows"];
/** An audit is of a configuration, which is named in the same place. */
const TIMED_REPOSITORIES = "action_times WHERE action <> 'audit'";

/** Gathers what a database remembers. */
export function gatherFacts(state: State): Facts {
  return { repositories: gatherRepositories(state), scorecards: new ScorecardStore(state).list() };
}

/** What has findings only comes last. */
function gatherRepositories(state: State): readonly RepositoryFacts[] {
  const repositories = new Set([...TABLES, TIMED_REPOSITORIES].flatMap((table) => namesIn(state, table)));
  const others = namesIn(state, "findings").filter((name) => !repositories.has(name));
  return [...[...repositories].toSorted(), ...others.toSorted()].map((name) =>
    factsOf(state, name, repositories.has(name)),
  );
}

function namesIn(state: State, table: string): readonly string[] {
  return state.all(`SELECT DISTINCT repository FROM ${table}`).map((row) => String(row["repository"]));
}

function factsOf(state: State, repository: string, isRepository: boolean): RepositoryFacts {
  const [times, failures, drills] = [new ActionTimes(state), new ActionFailures(state), new DrillStore(state)];
  const series = state.all("SELECT DISTINCT series FROM growth_runs WHERE repository = ? ORDER BY series", repository);
  const sources = state.all("SELECT DISTINCT source FROM findings WHERE repository = ? ORDER BY source", repository);
  return {
    repository,
    isRepository,
    actions: TOLD_ACTIONS.map((action) => ({
      action,
      lastSuccessMs: times.lastMs(repository, action),
      lastFailure: failures.last(repository, action),
    })),
    series: series.map((row) => {
      const name = String(row["series"]);
      return { series: name, runs: new RunStore(state, repository, name).list(HISTORY_MAX) };
    }),
    held: new RunStore(state, repository, "").held(),
    drills: drills.list(repository, DRILLS_MAX),
    standing: drills.standing(repository),
    escrows: new EscrowStore(state, repository).list(),
    findings: sources.flatMap((row) => {
      const source = String(row["source"]);
      return new FindingStore(state, source, repository).list().map((finding) => ({ ...finding, source }));
    }),
  };
}
