import { nightlyTree, nights, USUAL } from "./preparations.ts";
import type { Scenario } from "./scenario.ts";
import { command } from "./stage.ts";

/** The archive of one night, when all nights before it are in the repository. */
function night(count: number, goal?: Scenario["goal"]): Scenario {
  return {
    name: `night-${count}`,
    ...(goal === undefined ? {} : { goal }),
    preparation: nights(count - 1),
    fresh: true,
    run: (stage) => {
      const time = new Date(Date.UTC(2026, 0, count));
      return [command(stage, stage.tool.speech.create(stage, "tonight", USUAL, time), nightlyTree(stage))];
    },
  };
}

/** How the cost of a night grows with the nights before it. */
export const GROWTH: readonly Scenario[] = [night(2), night(60, { growth: { since: "night-2", wall: 1.15 } })];
