import { existsSync, readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { Buffer } from "node:buffer";
import { textToBytes } from "@coffer/format/bytes";
import { CommandError } from "@coffer/format/errors";
import { importKeyFile, PaperKeyImport } from "@coffer/format/keys";
import { type Command, type CommandRun, defineCommand, targetOf } from "./command.ts";
import { flag, optionalWord, pathText } from "../arguments/index.ts";
import { keyFileName, locationArgument } from "../location/index.ts";

const parameters = {
  paper: flag(["--paper"], "ask for the lines of ``key export --paper``, one by one"),
};

const EPILOG = `Puts back a key that "borg key export" has saved, in the place of the one that the
repository has now. It is opened by the passphrase that it had when it was saved.

PATH is the text file; - reads standard input. With --paper there is no PATH: the
lines are asked for, and each is checked at once. An empty line ends that.

Where the key goes depends on the mode: with a repokey or authenticated mode into the
repository. With a keyfile mode it is the file that BORG_KEY_FILE names; else the key
file of this repository in the keys folder, or a new one there.`;

export const command: Command = defineCommand(
  {
    name: "key import",
    summary: "put a saved key back",
    description: "Put a copy of the key of a repository back",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: optionalWord("REPOSITORY", "repository that the key belongs to", locationArgument("refused"), ""),
      path: optionalWord("PATH", "file to read; ``-`` is standard input", pathText),
    },
  },
  async (values, run) => {
    const { importKey } = await import("@coffer/engine/commands");
    const target = targetOf(values.location, values, run);
    const name = values.location === undefined ? "" : keyFileName(values.location);
    await importKey({ ...target, keyFileName: name }, run.context, async (repositoryId) => {
      if (!values.paper) return importKeyFile(await readBackup(values.path), repositoryId);
      if (values.path !== undefined) throw new CommandError("with --paper import from file is not supported");
      return await typePaperKey(repositoryId, run);
    });
    return 0;
  },
);

async function readBackup(path: string | undefined): Promise<Uint8Array> {
  if (path === undefined) throw new CommandError("expected input file to import key from");
  // not readFileSync: a pipe whose writer is not done yet may be one that does not block
  if (path === "-") return await buffer(process.stdin);
  const name = Buffer.from(textToBytes(path));
  if (!existsSync(name)) throw new CommandError(`input file does not exist: ${path}`);
  return readFileSync(name);
}

/** @returns `undefined` if the user gave up. */
async function typePaperKey(repositoryId: Uint8Array, run: CommandRun): Promise<string | undefined> {
  const { streams, context } = run;
  const paper = new PaperKeyImport(repositoryId);
  for (;;) {
    streams.writeOut(paper.prompt);
    streams.flushOut();
    const line = await streams.readLine();
    if (line === undefined || (isBlank(line) && (await context.ask({ message: "Abort import? [yN]:" })))) {
      streams.writeOut("\n - aborted\n");
      return undefined;
    }
    const step = paper.enter(line);
    if (step.status === "done") return step.text;
    if (step.status !== "next") streams.writeOut(`${step.message}\n`);
  }
}

function isBlank(line: string): boolean {
  return line.replaceAll(" ", "") === "";
}
