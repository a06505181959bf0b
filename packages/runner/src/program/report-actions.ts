import { withSnakeNames } from "../json/index.ts";
import { writeAtomically } from "../page/index.ts";
import { resolve } from "node:path";
import type { CommandLine, MetricsFlags, ReportFlags } from "../arguments/index.ts";
import {
  collectMetrics,
  gatherFacts,
  renderOpenMetrics,
  renderPage,
  renderPrometheus,
  type Facts,
} from "../report/index.ts";
import { openKnownState, stateFolder } from "../state/index.ts";
import type { System } from "../system/index.ts";
import { tell } from "./config-actions.ts";
import { loadFiles, type LoadedFile } from "./load-files.ts";
import type { Terminal } from "./terminal.ts";

/** `metrics`: what is remembered, as figures. */
export function showMetrics(flags: MetricsFlags, line: CommandLine, system: System, terminal: Terminal): number {
  return show(flags, { line, system, terminal }, (facts) => {
    const metrics = collectMetrics(facts.repositories);
    if (flags.json === true) return `${JSON.stringify(metrics)}\n`;
    return flags.openmetrics === true ? renderOpenMetrics(metrics) : renderPrometheus(metrics);
  });
}

/** `report`: one page with all that is remembered. */
export function showReport(flags: ReportFlags, line: CommandLine, system: System, terminal: Terminal): number {
  return show(flags, { line, system, terminal }, (facts) =>
    flags.json === true ? `${JSON.stringify(withSnakeNames(facts))}\n` : renderPage(facts, system.nowMs()),
  );
}

interface World {
  readonly line: CommandLine;
  readonly system: System;
  readonly terminal: Terminal;
}

function show({ path }: ReportFlags, { line, system, terminal }: World, render: (facts: Facts) => string): number {
  const loaded = loadFiles(line, line.resolveEnvironment, system);
  tell(loaded, terminal);
  if (loaded.files.length === 0) return 1;
  const text = render(factsOf(loaded.files, system));
  if (path === undefined || path === "-") terminal.writeOut(text);
  else if (!line.dryRun) writeAtomically(resolve(system.cwd, path), text);
  return loaded.errors.length > 0 ? 1 : 0;
}

/** Several configurations mostly share one database. */
function factsOf(files: readonly LoadedFile[], system: System): Facts {
  const byFolder = new Map(files.map(({ configuration }) => [stateFolder(configuration, system), configuration]));
  const facts = [...byFolder.values()].flatMap((configuration) => {
    using state = openKnownState(configuration, system);
    return state === undefined ? [] : [gatherFacts(state)];
  });
  return {
    repositories: facts.flatMap(({ repositories }) => repositories),
    scorecards: facts.flatMap(({ scorecards }) => scorecards),
  };
}
