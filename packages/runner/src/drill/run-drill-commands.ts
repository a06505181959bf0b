import { fillInVariables } from "../hooks/index.ts";
import { runCommand } from "../system/index.ts";
import type { DrillContext, DrilledArchive, DrillRules } from "./drill-context.ts";
import type { DrillFindings } from "./findings.ts";

/** Lines of a command that fails which the finding holds. */
const LINES_MAX = 10;

/** Runs the administrator's own tests of what was restored; each decides by its exit code. */
export async function runDrillCommands(
  { commands = [], sample_percentage: sample }: DrillRules,
  restored: string,
  archive: DrilledArchive,
  findings: DrillFindings,
  context: DrillContext,
): Promise<void> {
  const { system, log, signal, repository, workingDirectory } = context;
  const variables = { restore_path: restored, archive: archive.name, repository: repository.path };
  for (const command of commands) {
    const words = fillInVariables(command, variables, (name) =>
      log.warning(`drill.commands has no variable {${name}}; it is left as it is`),
    );
    log.info(`Running ${words}`);
    const lines: string[] = [];
    const { code } = await runCommand(["/bin/sh", "-c", words], {
      env: system.env,
      cwd: workingDirectory,
      signal,
      onLine: (line) => {
        log.debug(line);
        lines.push(line);
        if (lines.length > LINES_MAX) lines.shift();
      },
    });
    if (code === 0) continue;
    const said = lines.length === 0 ? "" : `: ${lines.join(" / ")}`;
    const text = `This test has ended with exit code ${code}${said}`;
    findings.error("command-failed", command, text, sample < 100 ? sampleRemedy(sample) : "");
  }
}

/** A test may ask for what the sample has not got. */
function sampleRemedy(percentage: number): string {
  return `Only a sample of ${percentage} % was restored; coffermatic drill --force --sample 100 runs the test on all`;
}
