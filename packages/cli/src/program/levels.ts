import { type Level, type Parameter, type Stage, bindSwitches, commandLevel } from "../arguments/index.ts";
import { COMMANDS, type Command, FAMILIES } from "../commands/index.ts";
import { commonOptions } from "../options/index.ts";

const versionOption: Parameter<boolean> = {
  initial: false,
  switches: [{ flags: ["-V", "--version"], help: "print the version and exit", stops: "version", apply: () => true }],
};

/** Names under which the program is one command. */
const COMMAND_OF_PROGRAM: ReadonlyMap<string, string> = new Map([["borgfs", "mount"]]);

/**
 * Loads the tables of all commands whose names are among the words: one of them will be asked for.
 *
 * @param preloaded Commands that are there already; those that coffer does not have belong to the program that runs it.
 */
export async function loadCommands(
  words: readonly string[],
  program: string = "",
  preloaded: ReadonlyMap<string, Command> = new Map(),
): Promise<ReadonlyMap<string, Command>> {
  const only = COMMAND_OF_PROGRAM.get(program);
  const names = [...COMMANDS.keys()].filter((name) =>
    only === undefined ? name.split(" ").every((word) => words.includes(word)) : name === only,
  );
  const loaded = names.map(async (name): Promise<[string, Command] | undefined> => {
    const command = preloaded.get(name) ?? (await COMMANDS.get(name)?.load())?.command;
    return command === undefined ? undefined : [name, command];
  });
  const own = [...preloaded].filter(([name]) => !COMMANDS.has(name));
  return new Map([...(await Promise.all(loaded)).filter((entry) => entry !== undefined), ...own]);
}

/** All tables there are. */
export async function allCommands(): Promise<ReadonlyMap<string, Command>> {
  return await loadCommands([...COMMANDS.keys()].flatMap((name) => name.split(" ")));
}

/** @param program Name that usage and errors show. */
export function programLevel(program: string, loaded: ReadonlyMap<string, Command>): Level {
  const only = loaded.get(COMMAND_OF_PROGRAM.get(program) ?? "");
  if (only !== undefined) return onlyLevel(program, only);
  const stages = new Map<string, Stage>();
  const families = new Map<string, Map<string, Stage>>();
  for (const [name, { summary, isOurs = false }] of COMMANDS) {
    const level = (): Level => {
      const command = loaded.get(name);
      if (command === undefined) throw new Error(`the table of ${name} is not loaded`);
      return commandLevel(program, command.syntax, commonOptions);
    };
    const [first = "", member] = name.split(" ");
    if (member === undefined) {
      stages.set(first, { summary, level, isOurs });
      continue;
    }
    const members = families.get(first) ?? new Map<string, Stage>();
    if (members.size === 0) stages.set(first, familyStage(program, first, members));
    families.set(first, members.set(member, { summary, level }));
  }
  for (const [name, { syntax }] of loaded) {
    if (COMMANDS.has(name)) continue;
    stages.set(name, { summary: syntax.summary, level: () => commandLevel(program, syntax, commonOptions) });
  }
  return {
    program,
    description: "Coffer - deduplicating backups in Borg repositories",
    epilog: "",
    switches: [...bindSwitches({ version: versionOption }), ...bindSwitches({ ...commonOptions })],
    positionals: [],
    groupNotes: {},
    stages,
  };
}

/** The program under a name that stands for one command: no command word, but all options. */
function onlyLevel(program: string, { syntax }: Command): Level {
  const level = commandLevel(program, syntax, commonOptions);
  return { ...level, program, switches: [...bindSwitches({ version: versionOption }), ...level.switches] };
}

function familyStage(program: string, name: string, stages: ReadonlyMap<string, Stage>): Stage {
  const family = FAMILIES.get(name);
  if (family === undefined) throw new Error(`there is no family ${name}`);
  const level = (): Level => ({
    program: `${program} ${name}`,
    description: family.description,
    epilog: "",
    switches: bindSwitches({ ...commonOptions }),
    positionals: [],
    groupNotes: {},
    stages,
  });
  return { summary: family.summary, level };
}
