import type { ConfigEntry, ConfigRequest } from "@coffer/engine/commands";
import { cacheSettings } from "./cache-settings.ts";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { flag, optionalWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";

const parameters = {
  cache: flag(["-c", "--cache"], "the settings of this machine's cache for the repository"),
  delete: flag(["-d", "--delete"], "remove the setting, so that a default counts", { rivals: "request" }),
  list: flag(["-l", "--list"], "show all settings", { rivals: "request" }),
};

const EPILOG = `Shows the setting NAME, or changes it to VALUE. Repositories on local disks only.

Settings of a repository:

  segments_per_dir       segment files in one folder
  max_segment_size       size of a segment file, such as 500M
  storage_quota          bytes that the repository may grow to; 0: no limit
  additional_free_space  bytes that have to be left free on the disk; 0: none
  append_only            1: nothing is ever removed
  id                     64 hex digits; two repositories must never have the same
  last_segment_checked   where "borg check --max-duration" goes on

Of a cache (with -c): previous_location.

A wrong setting can make a repository unusable; no change is needed in normal use.`;

export const command: Command = defineCommand(
  {
    name: "config",
    summary: "show and change settings of a repository",
    description: "Show, change and remove settings of a repository or of its cache",
    epilog: EPILOG,
    parameters,
    positionals: {
      location: optionalWord("REPOSITORY", "repository to configure", locationArgument("refused", "unserved"), ""),
      name: optionalWord("NAME", "name of the setting", text),
      value: optionalWord("VALUE", "new value of the setting", text),
    },
  },
  async (values, run) => {
    const { config } = await import("@coffer/engine/commands");
    const entries = await config(
      {
        ...targetOf(values.location, values, run),
        request: requestOf(values),
        file: values.cache ? "cache" : "repository",
        cache: cacheSettings(run),
      },
      run.context,
    );
    if (values.list) run.streams.writeOut(`[repository]\n${entries.map(listLine).join("")}`);
    else for (const { value = "" } of entries) run.streams.writeOut(`${value}\n`);
    return 0;
  },
  { bypassesLock: true },
);

function requestOf(values: {
  readonly delete: boolean;
  readonly list: boolean;
  readonly name: string | undefined;
  readonly value: string | undefined;
}): ConfigRequest {
  const { name, value } = values;
  if (values.list) return { kind: "list" };
  if (values.delete) return { kind: "delete", name };
  // An empty value is none.
  if (name !== undefined && value !== undefined && value !== "") return { kind: "set", name, value };
  return { kind: "get", name };
}

/** Borg says False where there is no setting. */
function listLine({ name, value }: ConfigEntry): string {
  return `${name} = ${value ?? "False"}\n`;
}
