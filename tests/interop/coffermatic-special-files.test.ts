/** Dumps come through named pipes, and borg must not wait at others: the same archive, however the others are found. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { findBorgs } from "@coffer/testkit/borg";
import { coffermatic, findBorgmatics } from "@coffer/testkit/borgmatic";
import { databasePeers } from "@coffer/testkit/databases";
import { RunPlace } from "./support/index.ts";

const { borg14 } = findBorgs();
const { borgmatic21 } = findBorgmatics();
const { sqlite } = databasePeers();
const DRIVING_BORG = { COFFERMATIC_ENGINE: "borg" };

test(
  "special files are left out, and the pipes of dumps are not, also in a source that holds the folder of the run",
  { skip: borg14 === undefined || sqlite === undefined, timeout: 300_000 },
  async (context) => {
    const place = new RunPlace(context);
    mkdirSync(place.file("source/deep"));
    execFileSync("mkfifo", [place.file("source/deep/pipe")]);
    symlinkSync("deep/pipe", place.file("source/to-pipe"));
    // endless, if it were read
    symlinkSync("/dev/zero", place.file("source/zero"));
    execFileSync("sqlite3", [place.file("app.db")], {
      input: "create table goods (id int); insert into goods values (7)",
    });
    place.configure({
      // all of the machine: home with the cache, the repository, and where the run has its pipes
      source_directories: [place.folder],
      sqlite_databases: [{ name: "app", path: place.file("app.db") }],
    });
    await place.call("repo-create");

    const makers = [
      ["coffermatic", coffermatic, {}],
      ["coffermatic with borg", coffermatic, DRIVING_BORG],
      ...(borgmatic21 === undefined ? [] : ([["borgmatic", borgmatic21, {}]] as const)),
    ] as const;
    const seen = new Map<string, readonly string[]>();
    for (const [name, program, env] of makers) {
      const { stderr, text } = await place.callProgram(program, ["create", "--verbosity", "2"], env);
      const isLookedFirst = /\bcreate\b.*--dry-run/.test(text + stderr);
      assert.equal(isLookedFirst, name !== "coffermatic", `${name}: a look at all files before the archive is made`);
      assert.match(text + stderr, /source\/deep\/pipe/, `${name} names what it leaves out`);
      assert.doesNotMatch(text + stderr, /Leaving out.*sqlite_databases/);
      const [archive = ""] = (await place.archives()).slice(-1);
      const listed = await place.borg(
        "list",
        "--format",
        "{type} {path}{NL}",
        `${place.file("repository")}::${archive}`,
      );
      const relative = listed.split("\n").filter((line) => /source|sqlite_databases/.test(line));
      seen.set(name, relative.map((line) => line.replaceAll(/borgmatic-[^/]+/g, "borgmatic-RUN")).toSorted());
    }
    const [first, ...others] = [...seen.values()];
    assert.ok(
      first?.some((line) => /^- .*sqlite_databases\/.*app$/.test(line)),
      "the dump is a file",
    );
    assert.deepEqual(
      first?.filter((line) => /pipe|zero/.test(line)),
      [],
    );
    for (const other of others) assert.deepEqual(other, first);

    execFileSync("sqlite3", [place.file("app.db")], { input: "update goods set id = 8" });
    await place.call("restore", "--archive", "latest");
    const rows = execFileSync("sqlite3", [place.file("app.db")], { input: "select id from goods", encoding: "utf8" });
    assert.equal(rows, "7\n");
    place.assertNothingLeft();
    assert.equal(readFileSync(place.file("source/file"), "utf8"), "contents\n");
  },
);
