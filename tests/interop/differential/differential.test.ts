/**
 * Coffer and the real borg 1.4 run the same command lines on twin scenes; what they print, their exit codes and what they leave
 * must be equal, but for what the tables call a difference on purpose.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { coffer, findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { needFuse, needRoot } from "../support/index.ts";
import { type Case, FACETS, nameOf } from "./case.ts";
import { TABLES } from "./cases/index.ts";
import { type Outcome, Theatre } from "./theatre.ts";

const ROOM_BYTES = 300e6;

const { borg14, missing } = findBorgs();
const skip = borg14 === undefined ? missing.join("; ") : false;

describe("twins", { skip, concurrency: 2 }, () => {
  let theatre: Theatre | undefined;
  const playedLegacy = new Set<string>();
  const cleaners: (() => void)[] = [];

  before(() => {
    const root = temporaryFolder({ after: (clean) => cleaners.push(clean as () => void) }, { inMemory: ROOM_BYTES });
    theatre = new Theatre(root, borg14 ?? assert.fail(), coffer);
  });
  after(() => {
    theatre?.close();
    for (const clean of cleaners) clean();
  });

  for (const table of TABLES) {
    for (const one of table.cases) {
      test(`${table.name}: ${nameOf(one)}`, async (context) => {
        const world = one.world ?? table.world ?? "archives";
        const stage = theatre ?? assert.fail();
        const hindrance = hindranceOf(one, stage);
        if (hindrance !== false) {
          context.skip(hindrance);
          return;
        }
        const theirs = await playTwice(one, () => stage.playTwins(one, world, {}));
        const condition = `${table.name} ${theirs.lastCode}`;
        if (theirs.lastCode <= 2 || playedLegacy.has(condition)) return;
        playedLegacy.add(condition);
        const [oldTheirs, oldOurs] = await stage.playTwins(one, world, { BORG_EXIT_CODES: "legacy" });
        if (one.differs?.in.includes("code") !== true) assert.equal(oldOurs.code, oldTheirs.code, "legacy exit codes");
      });
    }
  }
});

/**
 * Plays a case and compares. What differs is played once more, and said so: the two sides run at once on a busy machine, and where
 * processes race (a mount that ends, a clock that turns between the two) borg does not even agree with itself.
 *
 * @returns What borg made of it.
 */
async function playTwice(one: Case, play: () => Promise<[Outcome, Outcome]>): Promise<Outcome> {
  const compared = async (): Promise<Outcome> => {
    const [theirs, ours] = await play();
    compare(one, sieved(one, ours), sieved(one, theirs));
    return theirs;
  };
  try {
    return await compared();
  } catch (error) {
    console.error(`# DIFFERED ONCE: ${nameOf(one)}\n${String(error).replaceAll(/^/gm, "# ")}`);
    return await compared();
  }
}

/** False, or why a case cannot be played here. */
function hindranceOf({ needs }: Case, stage: Theatre): string | false {
  if (needs === undefined) return false;
  return needRoot() || (needs === "fuse" && (needFuse() || stage.whyNoMounts()));
}

function sieved(one: Case, outcome: Outcome): Outcome {
  const facets = FACETS.map((facet) => [facet, one.sieve?.[facet]?.(outcome[facet]) ?? outcome[facet]] as const);
  return { ...outcome, ...Object.fromEntries(facets) };
}

/** Every facet is equal, but for those that the case says differ: they must differ. */
function compare(one: Case, ours: Outcome, theirs: Outcome): void {
  const expected = new Set(one.differs?.in);
  const wrong = FACETS.filter((facet) => (ours[facet] === theirs[facet]) === expected.has(facet));
  const first = wrong.find((facet) => !expected.has(facet));
  if (first !== undefined) {
    assert.fail(
      `${wrong.join(", ")} differ\n${wrong.map((facet) => `=== ${facet}\n${difference(ours[facet], theirs[facet])}`).join("\n")}`,
    );
  }
  assert.deepEqual(wrong, [], `the same as borg's by now, remove the difference: ${one.differs?.reason}`);
  const words = (outcome: Outcome): string => [...expected].map((facet) => outcome[facet]).join("\n");
  if (one.differs?.ours !== undefined) assert.match(words(ours), one.differs.ours);
  if (one.differs?.theirs !== undefined) assert.match(words(theirs), one.differs.theirs);
}

const CONTEXT_LINES = 24;

/** The lines of only one side, each with its sign: - is borg's, + ours. */
function difference(ours: string, theirs: string): string {
  const [left, right] = [theirs.split("\n"), ours.split("\n")];
  let start = 0;
  while (start < left.length && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const part = (lines: readonly string[], sign: string): string[] =>
    lines
      .slice(start, lines.length - end)
      .slice(0, CONTEXT_LINES)
      .map((line) => `${sign} ${line}`);
  return [...(start > 0 ? [`  ${left[start - 1]}`] : []), ...part(left, "-"), ...part(right, "+")].join("\n");
}
