import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import { bashCompletion, fishCompletion } from "./index.ts";

const withBash = spawnSync("bash", ["--version"]).status === 0 ? false : "no bash here";
const withFish = spawnSync("fish", ["--version"]).status === 0 ? false : "no fish here";

/** What bash offers at the end of a command line. */
function offered(line: string): readonly string[] {
  const script = `${bashCompletion()}
_coffermatic_checked=yes
COMP_WORDS=(${line
    .split(" ")
    .map((word) => `'${word}'`)
    .join(" ")})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_coffermatic
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" });
  assert.equal(stderr, "");
  return stdout.split("\n").filter((word) => word !== "");
}

test("bashCompletion() offers actions, their members, flags and values", { skip: withBash }, () => {
  assert.deepEqual(offered("coffermatic crea"), ["create"]);
  assert.deepEqual(offered("coffermatic key "), ["export", "import", "change-passphrase", "escrow"]);
  assert.deepEqual(offered("coffermatic create --comme"), ["--comment"]);
  assert.deepEqual(offered("coffermatic check --only re"), ["repository"]);
  assert.deepEqual(offered("coffermatic --keep-da"), ["--keep-daily"]);
  assert.deepEqual(offered("coffermatic --recompress "), ["if-different", "always", "never"]);
});

test("fishCompletion() is a script that fish understands", { skip: withFish }, () => {
  using folder = new ConfigurationFolder({ "coffermatic.fish": fishCompletion() });
  const { stderr } = spawnSync("fish", ["--no-execute", folder.file("coffermatic.fish")], { encoding: "utf8" });
  assert.equal(stderr, "");
});

test("fishCompletion() has a line for each flag of an action", () => {
  const text = fishCompletion();
  assert.match(
    text,
    /^complete -c coffermatic -n '__fish_seen_subcommand_from check' -l 'only' -x -a 'repository archives data extract spot' /m,
  );
  assert.match(text, /^complete -c coffermatic -l 'keep-daily' -x -d /m);
  assert.match(text, /^complete -c coffermatic -l 'no-color' -d /m);
});
