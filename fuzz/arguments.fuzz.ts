import { bytesToText } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import {
  BareArgumentError,
  type Level,
  type ParseWorld,
  UsageError,
  commandLevel,
  parseCommandLine,
} from "@coffer/cli/arguments";
import { COMMANDS } from "@coffer/cli/commands";
import { commonOptions } from "@coffer/cli/options";
import type { FuzzTarget } from "./fuzz-target.ts";

const world: ParseWorld = {
  env: { BORG_REPO: "/repo" },
  fillPlaceholders: (text) => text,
  readText: (path) => path,
  fileSeconds: () => undefined,
};

const commands = await Promise.all([...COMMANDS.values()].map(async (entry) => (await entry.load()).command));

const top: Level = {
  program: "coffer",
  description: "",
  epilog: "",
  switches: [],
  positionals: [],
  groupNotes: {},
  stages: new Map(
    commands.map(({ syntax }) => [
      syntax.name,
      { summary: "", level: () => commandLevel("coffer", syntax, { ...commonOptions }) },
    ]),
  ),
};

/** Command lines, their words separated by NUL. */
export const target: FuzzTarget = {
  name: "arguments",
  seeds: () =>
    [
      ["create", "--list", "-C", "zstd,3", "repo::archive", "path"],
      ["create", "--pattern=+sh:**/x", "-ere:^a", "--timestamp", "2020-01-01", "::a", "--", "-x"],
      ["list", "-P", "a", "--first", "1", "--format={path:>10}", "ssh://host:22/path::a"],
      ["list", "--sort-by=name,timestamp", "-vp", "--lock-wait=5"],
    ].map((words) => new TextEncoder().encode(words.join("\0"))),
  run: (input) => {
    try {
      parseCommandLine(top, bytesToText(input).split("\0"), world, 80);
    } catch (error) {
      const documented =
        error instanceof UsageError || error instanceof BareArgumentError || error instanceof BorgError;
      if (!documented) throw error;
    }
  },
};
