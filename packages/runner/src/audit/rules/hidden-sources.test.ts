import assert from "node:assert/strict";
import { test } from "node:test";
import { codesOf, PreparedMachine } from "../testing/prepared-machine.ts";
import { hiddenSources } from "./hidden-sources.ts";

test("sources that are missing, links or hidden by a pattern are found", (t) => {
  const machine = new PreparedMachine(t, { "/home/joe/a": "", "/srv/www/b": "", "/etc/c": "" }).link(
    "/www",
    "/srv/www",
  );
  const found = (lines: readonly string[], configuration = {}): readonly string[] =>
    hiddenSources(machine.subject({ lines, configuration })).map(({ severity, code, subject }) =>
      [severity, code, subject].join(" "),
    );
  assert.deepEqual(found(["R /etc", "R /home"]), []);
  assert.deepEqual(found(["R /gone"]), ["error source-missing /gone"]);
  assert.deepEqual(found(["R /gone"], { source_directories_must_exist: false }), ["warning source-missing /gone"]);
  assert.deepEqual(found(["R /www"]), ["error source-is-link /www"]);
  assert.deepEqual(found(["R /www", "R /srv"]), []);
  assert.deepEqual(found(["R /home", "! fm:/home/*"]), ["error source-hidden /home"]);
  assert.deepEqual(found(["R /etc", "R /home", "- re:^home"]), ["error source-hidden /home"]);
  assert.deepEqual(found([]), ["error no-sources "]);
  assert.deepEqual(found([], { postgresql_databases: [{ name: "all" }] }), []);
});

test("the remedy for a link names where it leads", (t) => {
  const machine = new PreparedMachine(t, { "/srv/www/b": "" }).link("/www", "/srv/www");
  const findings = hiddenSources(machine.subject({ lines: ["R /www"] }));
  assert.deepEqual(codesOf(findings), ["source-is-link /www"]);
  assert.equal(findings[0]?.remedy, "source_directories:\n    - /srv/www");
});
