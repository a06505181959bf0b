/**
 * Runs command lines on twin scenes and prints both outcomes: how a case is written, and how its failure is looked into.
 *
 *   node -C source tests/interop/differential/try.ts [--world NAME] LINE...
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { coffer, findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { FACETS } from "./case.ts";
import { Theatre } from "./theatre.ts";
import { WORLDS, type WorldName } from "./worlds.ts";

const { values, positionals } = parseArgs({
  options: { world: { type: "string", default: "archives" } },
  allowPositionals: true,
});
assert.ok(isWorld(values.world), `worlds are ${Object.keys(WORLDS).join(", ")}`);
const cleaners: (() => void)[] = [];
const root = temporaryFolder({ after: (clean) => cleaners.push(clean as () => void) }, { inMemory: 300e6 });
const theatre = new Theatre(root, findBorgs().borg14 ?? assert.fail("no borg 1.4"), coffer);
try {
  const [theirs, ours] = await theatre.playTwins({ run: positionals }, values.world, {});
  for (const facet of FACETS) {
    const equal = ours[facet] === theirs[facet];
    console.log(`\n=== ${facet}${equal ? "" : `: borg's\n${theirs[facet]}\n=== ${facet}: ours`}\n${ours[facet]}`);
  }
} finally {
  theatre.close();
  for (const clean of cleaners) clean();
}

function isWorld(name: string): name is WorldName {
  return Object.hasOwn(WORLDS, name);
}
