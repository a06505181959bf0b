import { toHex } from "@coffer/format/bytes";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { requiredWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { dumpJson } from "../text/index.ts";
import { writeOutput } from "./output-file.ts";

const EPILOG = `Writes what the repository notes about its segments to PATH (- is standard output):
objects in use and bytes to be freed by segment, bytes counted against the quota, and
segments that hold superseded objects.`;

export const command: Command = defineCommand(
  {
    name: "debug dump-hints",
    summary: "write the hints of a repository as JSON",
    description: "Write the hints of a repository as JSON",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository to dump", locationArgument("refused")),
      path: requiredWord("PATH", "file to write", text),
    },
  },
  async (values, run) => {
    const { readHints } = await import("@coffer/engine/commands");
    const hints = await readHints(targetOf(values.location, values, run), run.context);
    const fields = {
      segments: named(hints.segments, String),
      compact: named(hints.compact, String),
      storage_quota_use: hints.storage_quota_use,
      shadow_index: named(hints.shadow_index, toHex),
    };
    writeOutput(values.path ?? "-", dumpJson(fields, { indent: 4 }), run);
    return 0;
  },
);

function named<K, V>(map: Iterable<readonly [K, V]>, name: (key: K) => string): Map<string, V> {
  return new Map(Array.from(map, ([key, value]) => [name(key), value]));
}
