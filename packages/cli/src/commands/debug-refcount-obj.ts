import { type Command, defineCommand, targetOf } from "./command.ts";
import { cacheSettings } from "./cache-settings.ts";
import { tryObjectId } from "./object-id.ts";
import { requiredWord, someWords, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const EPILOG = `Prints how many references to the objects of these ids the chunks cache counts.`;

export const command: Command = defineCommand(
  {
    name: "debug refcount-obj",
    summary: "print how often objects are needed",
    description: "Print how often archives refer to objects",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository to look into", locationArgument("refused")),
      ids: someWords("IDs", "ids of the objects, in hexadecimal", text),
    },
  },
  async (values, run) => {
    const { countReferences } = await import("@coffer/engine/commands");
    const wanted = values.ids.map(tryObjectId);
    const ids = wanted.filter((id) => id !== undefined);
    const target = targetOf(values.location, values, run);
    const counts = await countReferences({ ...target, ids, cache: cacheSettings(run) }, run.context);
    for (const [index, hex] of values.ids.entries()) {
      run.streams.writeOut(
        `${wanted[index] === undefined ? `object id ${hex} is invalid.` : describe(hex, counts.shift())}\n`,
      );
    }
    return 0;
  },
);

function describe(hex: string, count: number | undefined): string {
  const state = count === undefined ? "not found" : `has ${count} referrers`;
  return `object ${hex} ${state} [info from chunks cache].`;
}
