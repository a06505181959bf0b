import { withSnakeNames } from "../json/index.ts";
import { Streams } from "@coffer/cli/environment";
import { ActionError, type Ask, escrowKey, listEscrows, proveEscrow } from "../actions/index.ts";
import type { CommandLine, EscrowFlags } from "../arguments/index.ts";
import { repositoryMatches } from "../config/index.ts";
import { repositoryContext } from "../run/index.ts";
import type { System } from "../system/index.ts";
import { tell } from "./config-actions.ts";
import { type LoadedFile, loadFiles } from "./load-files.ts";
import type { Terminal } from "./terminal.ts";
import { withLogs } from "./with-logs.ts";

type ChosenRepository = LoadedFile["configuration"]["repositories"][number];

/** `key escrow`: makes a copy of a key to be kept elsewhere, has its owner prove that it still is, or lists what was noted. */
export async function escrowOf(
  flags: EscrowFlags,
  line: CommandLine,
  system: System,
  terminal: Terminal,
): Promise<number> {
  const loaded = loadFiles(line, line.resolveEnvironment, system);
  tell(loaded, terminal);
  if (loaded.errors.length > 0) return 1;
  const chosen = chooseRepositories(loaded.files, flags, system);
  if (flags.list !== true && chosen.length !== 1) {
    terminal.writeErr(complaint(chosen, loaded.files));
    return 1;
  }
  const configurations = loaded.files.map(({ configuration }) => configuration);
  return await withLogs(configurations, system, async (logs) => {
    const contexts = chosen.map(([file, repository]) =>
      repositoryContext(file, repository, { ...logs, system, signal: new AbortController().signal }, line.dryRun),
    );
    if (flags.list === true) {
      const copies = contexts.map((context) => ({ repository: context.repository.path, copies: listEscrows(context) }));
      terminal.writeOut(
        flags.json === true ? `${JSON.stringify(withSnakeNames(copies))}\n` : copies.map(copiesText).join(""),
      );
      return 0;
    }
    const [context] = contexts;
    if (context === undefined) return 1;
    try {
      await (flags.prove === true ? proveEscrow : escrowKey)(context, flags, asker(system, terminal));
      return 0;
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      logs.log.critical(error.message);
      return 1;
    }
  });
}

function chooseRepositories(
  files: readonly LoadedFile[],
  { repository: wanted }: EscrowFlags,
  system: System,
): readonly (readonly [LoadedFile, ChosenRepository])[] {
  return files.flatMap((file) =>
    file.configuration.repositories
      .filter((repository) => wanted === undefined || repositoryMatches(wanted, repository, system.cwd))
      .map((repository) => [file, repository] as const),
  );
}

function complaint(chosen: readonly unknown[], files: readonly LoadedFile[]): string {
  const names = files.flatMap(({ configuration }) =>
    configuration.repositories.map(({ label, path }) => label ?? path),
  );
  const what = chosen.length === 0 ? "No repository is meant" : "Each repository has a key of its own";
  return `${what}: choose one by --repository (${names.join(", ")})\n`;
}

function asker(system: System, terminal: Terminal): Ask {
  const streams = new Streams(system.env);
  return async (question) => {
    terminal.writeErr(question);
    return await streams.readLine();
  };
}

function copiesText({
  repository,
  copies,
}: {
  readonly repository: string;
  readonly copies: ReturnType<typeof listEscrows>;
}): string {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const lines = copies.map(
    ({ form, place, passphrasePlace, exportedMs, provenMs }) =>
      `  ${day(exportedMs)}  ${form.padEnd(5)}  ${provenMs === undefined ? "never proven" : `proven ${day(provenMs)}`}  ${place}` +
      (passphrasePlace === "" ? "" : `; passphrase: ${passphrasePlace}`),
  );
  return `${[`${repository}:`, ...(lines.length === 0 ? ["  no copy was noted"] : lines)].join("\n")}\n`;
}
