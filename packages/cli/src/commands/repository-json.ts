import type { RepositoryFacts } from "@coffer/engine/commands";
import { parseTimestamp } from "@coffer/format/archive";
import { archiveTime } from "../output/index.ts";
import type { JsonValue } from "../text/index.ts";

/** The parts that every JSON answer has. */
export function repositoryJson(facts: RepositoryFacts): { readonly [key: string]: JsonValue | undefined } {
  return {
    repository: {
      id: facts.id,
      location: facts.location,
      last_modified: facts.last_modified === "" ? "" : archiveTime(parseTimestamp(facts.last_modified)).iso(),
    },
    encryption: { mode: facts.encryption_mode, keyfile: facts.keyfile },
  };
}
