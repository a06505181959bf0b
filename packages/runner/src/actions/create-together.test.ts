import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import type { BorgCall, BorgResult } from "../borg/index.ts";
import type { ActionContext } from "./action-context.ts";
import { canCreateTogether } from "./can-create-together.ts";
import { createArchives } from "./create.ts";
import { type RecordingContext, type RecordingOptions, recordingContext } from "./testing/recording-context.ts";

/** Contexts of several repositories with one Borg, which can make archives together. */
function contexts(paths: readonly string[], options: RecordingOptions = {}, fails: readonly string[] = []) {
  const context: RecordingContext = recordingContext(options);
  const createTogether = async (calls: readonly BorgCall[]): Promise<PromiseSettledResult<BorgResult>[]> =>
    await Promise.allSettled(
      calls.map(async (call) => {
        if (fails.some((path) => call.positionals[0]?.startsWith(`${path}::`))) throw new Error("broken");
        return await context.borg.run(call);
      }),
    );
  const borg = { ...context.borg, createTogether };
  const each = paths.map((path): ActionContext => ({ ...context, borg, repository: { path } }));
  return { each, calls: context.calls, borg };
}

test("archives can be made together where this changes nothing but the time", async () => {
  using folder = new ConfigurationFolder();
  mkdirSync(folder.file("source"));
  symlinkSync(folder.path, folder.file("source/../link"));
  const configuration = { source_directories: [folder.file("source")] };
  const can = async (paths: readonly string[], options: RecordingOptions = {}): Promise<boolean> =>
    await canCreateTogether(contexts(paths, { configuration, ...options }).each);
  const two = ["/backup/one", "ssh://host/./two"];
  assert.equal(await can(two), true);
  assert.equal(await can(["/backup/one"]), false, "only one");
  assert.equal(await can(["/backup/one", "/backup/../backup/one"]), false, "the same");
  assert.equal(await can(two, { dryRun: true }), false);
  for (const more of [{ list_details: true }, { progress: true }, { extra_borg_options: { create: "--list" } }]) {
    assert.equal(await can(two, { configuration: { ...configuration, ...more } }), false, JSON.stringify(more));
  }
  const inside = [folder.file("source/repository"), "/backup/one"];
  assert.equal(await can(inside), false, "one is in the archive of the other");
  const whole = { source_directories: [folder.file("link")] };
  assert.equal(await can([folder.file("source"), "/x"], { configuration: whole }), false, "behind a link");
  assert.equal(await can(two, { configuration: { source_directories: ["-"] } }), false);
  const { each } = contexts(two, { configuration });
  const plain = recordingContext({ configuration });
  assert.equal(await canCreateTogether(each.map((context) => ({ ...context, borg: plain.borg }))), false, "a program");
});

test("createArchives() hands the same files to all repositories, and tells how each has ended", async () => {
  const configuration = { patterns: ["R /etc"], statistics: true };
  const { each, calls } = contexts(["/one", "/two", "/three"], { configuration, answer: () => "{}" }, ["/two"]);
  const outcomes = await createArchives(each, { json: true });
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  assert.deepEqual(
    calls.map(({ positionals, logPrefix }) => [positionals[0]?.split("::")[0], logPrefix]),
    [
      ["/one", "/one"],
      ["/three", "/three"],
    ],
  );
  assert.deepEqual(calls[0]?.options, calls[1]?.options);
  await assert.rejects(
    createArchives(contexts(["/one", "/two"], { configuration }, ["/one", "/two"]).each, {}),
    /broken/,
  );
});
