import type { CommandSyntax, Parameter, Positional, Switch } from "./parameter.ts";

/** A switch together with the name of the value that it changes. */
export interface BoundSwitch {
  readonly dest: string;
  readonly parameter: Parameter<unknown>;
  readonly one: Switch<unknown>;
}

export interface BoundPositional {
  readonly dest: string;
  readonly positional: Positional<unknown>;
}

/** One stage of the command line: the program itself, a family of commands (`key`), or a command. */
export interface Level {
  /** As messages and usage call it: `borg create`. */
  readonly program: string;
  readonly description: string;
  readonly epilog: string;
  readonly switches: readonly BoundSwitch[];
  readonly positionals: readonly BoundPositional[];
  readonly groupNotes: Readonly<Record<string, string>>;
  /** Next stages by name, in the order of the help; empty for a command. */
  readonly stages: ReadonlyMap<string, Stage>;
  /** The command, if this level is one. */
  readonly command?: string;
}

export interface Stage {
  readonly summary: string;
  /** Made when needed: most runs need one of them. */
  readonly level: () => Level;
  /** Borg does not have it. */
  readonly isOurs?: boolean;
}

/** The names of the next stages as Borg lists them, in the order of the help. */
export function stageNames({ stages }: Level): string[] {
  return [...stages].filter(([, { isOurs }]) => isOurs !== true).map(([name]) => name);
}

/** @param common Switches that every level has, put before its own in the usage. */
export function commandLevel(
  program: string,
  syntax: CommandSyntax,
  common: Readonly<Record<string, Parameter<unknown>>>,
): Level {
  return {
    program: `${program} ${syntax.name}`,
    description: syntax.description,
    epilog: syntax.epilog,
    switches: [...bindSwitches(common), ...bindSwitches(syntax.parameters)],
    positionals: Object.entries(syntax.positionals).map(([dest, positional]) => ({ dest, positional })),
    groupNotes: syntax.groupNotes ?? {},
    stages: new Map(),
    command: syntax.name,
  };
}

export function bindSwitches(parameters: Readonly<Record<string, Parameter<unknown>>>): BoundSwitch[] {
  return Object.entries(parameters).flatMap(([dest, parameter]) =>
    parameter.switches.map((one) => ({ dest, parameter, one })),
  );
}

/** The name by which errors call a switch: `-n/--dry-run`. */
export function switchName(one: Switch<unknown>): string {
  return one.flags.join("/");
}
