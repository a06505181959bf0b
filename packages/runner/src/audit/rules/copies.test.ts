import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Configuration } from "../../config/index.ts";
import { scorecardOf } from "../scorecard.ts";
import { PreparedMachine } from "../testing/prepared-machine.ts";
import { copies } from "./copies.ts";

const AWAY = { path: "ssh://backup@vault.example.org/./main", label: "away" };
const LOCAL = { path: "/backup/repository", label: "local" };

/** Sources on one disk, /backup on another. */
function twoDisks(t: TestContext): PreparedMachine {
  return new PreparedMachine(t, { "/home/joe/a": "", "/backup/repository/config": "" })
    .mount("/", "sda1")
    .mount("/home", "sda2")
    .mount("/backup", "sdb1");
}

function found(machine: PreparedMachine, configuration: Partial<Configuration>): readonly string[] {
  return copies(machine.subject({ lines: ["R /home"], configuration }))
    .map(({ severity, code, subject }) => [severity, code, subject].join(" ").trim())
    .toSorted();
}

test("three copies, two places, one elsewhere: nothing to say", (t) => {
  const machine = twoDisks(t);
  const audit = { repositories: [{ repository: "away", immutable: true }] };
  const configuration = { repositories: [LOCAL, AWAY], audit };
  assert.deepEqual(found(machine, configuration), []);
  assert.deepEqual(scorecardOf(machine.subject({ lines: ["R /home"], configuration })), {
    copies: 3,
    domains: ["the disk of the sources", "disk sdb", "vault.example.org"],
    offSite: ["away"],
    immutable: ["away"],
    onSourceDisk: [],
    lastDrill: undefined,
  });
});

test("a repository on a disk of the sources is an error if there is no other", (t) => {
  const machine = twoDisks(t);
  const same = { path: "/var/backup", label: "same" };
  assert.deepEqual(found(machine, { repositories: [same] }), [
    "error repository-on-source-disk same",
    "info few-copies",
    "info not-immutable",
    "warning no-other-machine",
  ]);
  assert.deepEqual(found(machine, { repositories: [same, AWAY] }), [
    "info not-immutable",
    "info repository-on-source-disk same",
  ]);
});

test("what lies on this machine or nearby is not elsewhere, unless the configuration says so", (t) => {
  const machine = twoDisks(t).mount("/nas", "nas1", "nfs4");
  const codes = (path: string, off_site?: boolean): readonly string[] => {
    const audit = off_site === undefined ? {} : { audit: { repositories: [{ repository: path, off_site }] } };
    return found(machine, { repositories: [{ path }], ...audit }).filter((line) => line.startsWith("warning"));
  };
  assert.deepEqual(codes("/backup/repository"), ["warning no-other-machine"]);
  assert.deepEqual(codes("/nas/repository"), ["warning no-off-site"], "mounted from another machine");
  for (const near of ["ssh://nas/./r", "backup@192.168.1.4:r", "ssh://u@[fd00::1]:22/r", "nas.local:r"]) {
    assert.deepEqual(codes(near), ["warning no-off-site"], near);
    assert.deepEqual(codes(near, true), [], near);
  }
  for (const far of ["ssh://vault.example.org/./r", "u@203.0.113.7:r", "rclone:drive:r", "s3:bucket/r"]) {
    assert.deepEqual(codes(far), [], far);
    assert.deepEqual(codes(far, false), ["warning no-off-site"], far);
  }
});

test("repositories that back each other up are found", (t) => {
  const machine = twoDisks(t).write("/home/repository/config");
  const inside = { path: "/home/repository", label: "inside" };
  const lines = found(machine, { repositories: [inside, AWAY] });
  assert.ok(lines.includes("warning repository-in-source inside"));
  assert.ok(!found(machine, { repositories: [inside] }).some((line) => line.includes("in-source")));
});
