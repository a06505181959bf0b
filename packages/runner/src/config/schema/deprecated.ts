import type { ActionName } from "./action-names.ts";
import type { ListOption, OptionTable } from "./option.ts";

/** Sections of borgmatic 1.x, whose options stand at the top now, in the order in which they are lifted. */
export const LEGACY_SECTIONS: readonly string[] = [
  "location",
  "storage",
  "retention",
  "consistency",
  "output",
  "hooks",
];

/** Where commands of the old kind belong among `commands`. */
export interface HookPlace {
  readonly side: "before" | "after";
  readonly point: string;
  readonly when?: readonly ActionName[];
}

/** Names of old for lists of commands, in the order in which they are added to `commands`. */
export const HOOK_PLACES: Readonly<Record<string, HookPlace>> = {
  before_actions: { side: "before", point: "repository" },
  after_actions: { side: "after", point: "repository" },
  before_backup: { side: "before", point: "action", when: ["create"] },
  after_backup: { side: "after", point: "action", when: ["create"] },
  before_prune: { side: "before", point: "action", when: ["prune"] },
  after_prune: { side: "after", point: "action", when: ["prune"] },
  before_compact: { side: "before", point: "action", when: ["compact"] },
  after_compact: { side: "after", point: "action", when: ["compact"] },
  before_check: { side: "before", point: "action", when: ["check"] },
  after_check: { side: "after", point: "action", when: ["check"] },
  before_extract: { side: "before", point: "action", when: ["extract"] },
  after_extract: { side: "after", point: "action", when: ["extract"] },
  on_error: { side: "after", point: "error", when: ["create", "prune", "compact", "check"] },
  before_everything: { side: "before", point: "everything", when: ["create"] },
  after_everything: { side: "after", point: "everything", when: ["create"] },
};

/** The same as options, for their flags. */
export const DEPRECATED_HOOKS: OptionTable = Object.fromEntries(
  Object.entries(HOOK_PLACES).map(([name, place]) => [name, hookOption(place)]),
);

/** The place as an entry of `commands` begins. */
export function showHookPlace({ side, point, when }: HookPlace): string {
  return `${side}: ${point}${when === undefined ? "" : `, when: [${when.join(", ")}]`}`;
}

function hookOption(place: HookPlace): ListOption {
  return {
    type: "list",
    items: { type: "string" },
    deprecated: `Use commands: [{${showHookPlace(place)}, run: [...]}].`,
    meaning: `Commands of the old kind, ${place.side} ${place.point}.`,
    example: ["echo Doing stuff."],
  };
}
