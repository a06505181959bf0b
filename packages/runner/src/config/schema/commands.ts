import { ACTION_NAMES, type ActionListOption } from "./action-names.ts";

/** Where a command hook runs, and in which states. */
const HOOK = {
  before: {
    type: "string",
    choices: ["action", "repository", "configuration", "everything"],
    meaning: "Run it before each action, repository or configuration file, or once before everything.",
    example: "action",
  },
  after: {
    type: "string",
    choices: ["action", "repository", "configuration", "everything", "error"],
    meaning: "Run it after each of them, or after an error.",
    example: "action",
  },
  states: {
    type: "list",
    items: { type: "string", choices: ["finish", "fail"] },
    default: "both",
    meaning: "After only: whether what came before has worked.",
    example: ["finish"],
  },
  run: {
    type: "list",
    items: { type: "string" },
    required: true,
    meaning: "Commands for the shell. Values of {variables} are quoted.",
    example: ["echo Doing stuff."],
  },
} as const;

const WHEN: ActionListOption = {
  type: "list",
  items: { type: "string", choices: ACTION_NAMES },
  default: "all",
  meaning: "Run it for these actions only.",
  example: ["create", "prune", "compact", "check"],
};

/** Commands of the user's own, around what a run does. */
export const COMMANDS: {
  readonly commands: {
    readonly type: "list";
    readonly meaning: string;
    readonly example: readonly unknown[];
    readonly items: { readonly type: "object"; readonly options: typeof HOOK & { readonly when: ActionListOption } };
  };
} = {
  commands: {
    type: "list",
    meaning: "Commands to run at certain points, in this order.",
    example: [
      { before: "action", when: ["create"], run: ["echo Backing up."] },
      { after: "error", run: ["echo Something went wrong."] },
    ],
    items: { type: "object", options: { ...HOOK, when: WHEN } },
  },
};
