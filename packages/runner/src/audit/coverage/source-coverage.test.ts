import assert from "node:assert/strict";
import { test } from "node:test";
import type { Configuration } from "../../config/index.ts";
import { PreparedMachine } from "../testing/prepared-machine.ts";
import type { SourceCoverage } from "./source-coverage.ts";

function coverage(
  machine: PreparedMachine,
  lines: readonly string[],
  configuration: Partial<Configuration> = {},
): SourceCoverage {
  return machine.subject({ lines, configuration }).coverage;
}

test("at() decides by roots, patterns in their order, and what a pattern hides", (t) => {
  const machine = new PreparedMachine(t, {
    "/home/joe/keep": "",
    "/home/joe/a": "",
    "/home/joe/.cache/b": "",
    "/srv/www/c": "",
    "/data/d": "",
  });
  const found = coverage(machine, ["R /home", "R /srv/www", "! fm:*/.cache", "+ sh:/data", "- pp:/home/joe/a"]);
  assert.deepEqual(found.at("/home/joe"), { state: "covered" });
  assert.deepEqual(found.at("/srv"), { state: "partly" });
  assert.deepEqual(found.at("/data/d"), { state: "elsewhere" }, "an include is no root");
  assert.deepEqual(found.at("/home/joe/.cache/b"), {
    state: "excluded",
    because: "the pattern fm:*/.cache leaves it out",
  });
  assert.equal(found.at("/home/joe/a").state, "excluded");
  assert.equal(found.at("/home/joe/not-yet").state, "covered");
});

test("a folder of which every part is left out is left out, too", (t) => {
  const machine = new PreparedMachine(t, { "/home/joe/a": "", "/home/ann/b": "" });
  assert.equal(coverage(machine, ["R /home", "! fm:/home/*"]).at("/home").state, "excluded");
  assert.equal(coverage(machine, ["R /home", "! fm:/home/joe"]).at("/home").state, "covered");
});

test("links are followed to the data, but a root that is a link is only a link", (t) => {
  const machine = new PreparedMachine(t, { "/srv/www/a": "" }).link("/var/www", "/srv/www").link("/var/self", "self");
  assert.equal(coverage(machine, ["R /srv"]).at("/var/www").state, "covered");
  assert.equal(coverage(machine, ["R /var/www"]).at("/var/www").state, "elsewhere");
  assert.equal(coverage(machine, ["R /"]).at("/var/self").state, "covered");
});

test("one_file_system, tags and relative roots count as they do for create", (t) => {
  const machine = new PreparedMachine(t, { "/home/joe/a": "", "/var/cache/x/CACHEDIR.TAG": "", "/srv/.nobackup": "" })
    .write("/var/cache/y/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n")
    .mount("/", "sda1")
    .mount("/home", "sdb1");
  assert.match(
    JSON.stringify(coverage(machine, ["R /"], { one_file_system: true }).at("/home/joe")),
    /one_file_system/,
  );
  assert.equal(coverage(machine, ["R /", "R /home"], { one_file_system: true }).at("/home/joe").state, "covered");
  const tagged = coverage(machine, ["R /"], { exclude_caches: true, exclude_if_present: [".nobackup"] });
  assert.deepEqual(tagged.at("/srv"), { state: "excluded", because: "it holds .nobackup" });
  assert.equal(tagged.at("/var/cache/x").state, "covered", "not every file of this name is a tag");
  assert.equal(tagged.at("/var/cache/y").state, "excluded");
  assert.equal(coverage(machine, ["R home/./joe", "- pp:home/joe/a"]).at("/home/joe/a").state, "excluded");
});

test("folders() yields each folder that an archive takes, with the names it takes", (t) => {
  const machine = new PreparedMachine(t, { "/a/x": "", "/a/b/y": "", "/a/b/z": "", "/a/no/q": "" });
  const folders = [...coverage(machine, ["R /a", "R /a/b", "! pp:/a/no", "- pf:/a/b/z"]).folders()];
  const shown = folders.map(
    ({ path, names }) =>
      `${path}: ${names
        .map(({ name }) => name)
        .toSorted()
        .join(" ")}`,
  );
  assert.deepEqual(shown.toSorted(), ["/a/b: y", "/a: b x"]);
});
