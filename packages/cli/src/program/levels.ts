import { type Level, type Parameter, bindSwitches, commandLevel } from "../arguments/index.ts";
import { COMMANDS, type Command } from "../commands/index.ts";
import { commonOptions } from "../options/index.ts";

const versionOption: Parameter<boolean> = {
  initial: false,
  switches: [{ flags: ["-V", "--version"], help: "print the version and exit", stops: "version", apply: () => true }],
};

/** Loads the tables of all commands whose names are among the words: one of them will be asked for. */
export async function loadCommands(words: readonly string[]): Promise<ReadonlyMap<string, Command>> {
  const names = [...COMMANDS.keys()].filter((name) => words.includes(name));
  const loaded = names.map(async (name): Promise<[string, Command] | undefined> => {
    const module = await COMMANDS.get(name)?.load();
    return module === undefined ? undefined : [name, module.command];
  });
  return new Map((await Promise.all(loaded)).filter((entry) => entry !== undefined));
}

/** @param program Name that usage and errors show. */
export function programLevel(program: string, loaded: ReadonlyMap<string, Command>): Level {
  const stages = [...COMMANDS].map(([name, entry]) => {
    const level = (): Level => {
      const command = loaded.get(name);
      if (command === undefined) throw new Error(`the table of ${name} is not loaded`);
      return commandLevel(program, command.syntax, commonOptions);
    };
    return [name, { summary: entry.summary, level }] as const;
  });
  return {
    program,
    description: "Coffer - deduplicating backups in Borg repositories",
    epilog: "",
    switches: [...bindSwitches({ version: versionOption }), ...bindSwitches({ ...commonOptions })],
    positionals: [],
    groupNotes: {},
    stages: new Map(stages),
  };
}
