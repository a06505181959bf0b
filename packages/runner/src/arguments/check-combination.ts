import type { AnyActionTable } from "./flag.ts";
import { PROGRAM_ACTIONS } from "./action-tables.ts";
import type { ReadFlags } from "./read-flags.ts";
import { UsageError } from "./usage-error.ts";

/** Whose JSON cannot be told apart. */
const JSON_PAIRS = [
  ["list", "repo-info"],
  ["list", "info"],
  ["repo-info", "info"],
] as const;

/**
 * Refuses what makes no sense together.
 *
 * @throws {UsageError} In the words of borgmatic.
 */
export function checkCombination(tables: readonly AnyActionTable[], read: ReadFlags): void {
  const [first] = tables;
  const alone = tables.find((table) => PROGRAM_ACTIONS.includes(table));
  if (alone !== undefined && (tables.length > 1 || alone !== first)) {
    throw new UsageError(`The ${alone.name} action cannot be combined with other actions. Please run it separately.`);
  }
  const fieldsOf = (name: string): Readonly<Record<string, unknown>> | undefined => {
    const table = tables.find((one) => one.name === name);
    return table === undefined ? undefined : read.fields.get(table);
  };
  for (const [one, other] of JSON_PAIRS) {
    if (fieldsOf(one)?.["json"] === true && fieldsOf(other) !== undefined) {
      throw new UsageError("With the --json flag, multiple actions cannot be used together.");
    }
  }
  for (const table of tables) checkSelection(table, read);
  if (fieldsOf("borg") !== undefined && read.global["dryRun"] === true) {
    throw new UsageError("With the borg action, --dry-run is not supported.");
  }
}

/** An archive is chosen in one way only. */
function checkSelection(table: AnyActionTable, read: ReadFlags): void {
  const fields = read.fields.get(table) ?? {};
  const matches = read.optionsOf.get(table)?.has("match_archives") === true;
  const ways = [table.name === "info" && fields["archive"] !== undefined, fields["prefix"] !== undefined, matches];
  if (!["list", "repo-list", "info"].includes(table.name) || ways.filter(Boolean).length < 2) return;
  const flags = table.name === "info" ? "--archive, --prefix, or --match-archives" : "--prefix or --match-archives";
  throw new UsageError(`With the ${table.name} action, only one of ${flags} flags can be used.`);
}
