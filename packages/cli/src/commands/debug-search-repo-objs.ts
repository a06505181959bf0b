import type { ObjectFinding } from "@coffer/engine/commands";
import { fromHex, toHex } from "@coffer/format/bytes";
import { CommandError } from "@coffer/format/errors";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { requiredWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { reprBytes } from "../text/index.ts";

const REPORT_EVERY = 10_000;

const EPILOG = `WANTED is hex:DIGITS or str:TEXT. For each object that has these bytes, and each border
of two objects that they lie across, a line says where, how often, and what is around.`;

export const command: Command = defineCommand(
  {
    name: "debug search-repo-objs",
    summary: "look for bytes in all objects",
    description: "Look for bytes in all objects of a repository",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository to search", locationArgument("refused")),
      wanted: requiredWord("WANTED", "what to look for", text),
    },
  },
  async (values, run) => {
    const { searchObjects } = await import("@coffer/engine/commands");
    const wanted = parseWanted(values.wanted ?? "");
    await searchObjects({ ...targetOf(values.location, values, run), wanted }, run.context, {
      found: (finding) => run.streams.writeOut(`${describe(finding, wanted)}\n`),
      searched: (count) => {
        if (count % REPORT_EVERY === 0) run.streams.writeOut(`${count} objects processed.\n`);
      },
    });
    run.streams.writeOut("Done.\n");
    return 0;
  },
);

function parseWanted(term: string): Uint8Array {
  const value = term.slice(4);
  let wanted: Uint8Array | undefined;
  try {
    if (term.startsWith("hex:")) wanted = fromHex(value);
    else if (term.startsWith("str:") && value.isWellFormed()) wanted = new TextEncoder().encode(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  if (wanted !== undefined && wanted.length > 0) return wanted;
  throw new CommandError("search term needs to be hex:123abc or str:foobar style");
}

function describe(finding: ObjectFinding, wanted: Uint8Array): string {
  const { index, id, previousId, count, before, after } = finding;
  const where = previousId === undefined ? `${toHex(id)} #${count}` : `${toHex(previousId)} | ${toHex(id)}`;
  const parts = [before, wanted, after];
  return `${index} ${where}: ${parts.map(toHex).join(" ")} == ${parts.map(reprBytes).join(" ")}`;
}
