import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { formatKeyFile, formatPaperKey, keyBlobToText } from "@coffer/format/keys";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import { type Ask, escrowKey, listEscrows, proveEscrow } from "./key-escrow.ts";
import { recordingContext, type RecordingContext } from "./testing/recording-context.ts";

const [repositoryId, blob, laterBlob] = [randomBytes(32), randomBytes(366), randomBytes(366)];
const PAPER = formatPaperKey(blob, repositoryId);

/** A repository with a key, and a state directory in a folder. */
function contextOf(folder: ConfigurationFolder, key: Uint8Array = blob): RecordingContext {
  return recordingContext({
    workingDirectory: folder.path,
    system: { ...folder.system(), nowMs: () => 1000 },
    answer: ({ output }) => (output.kind === "capture" ? formatKeyFile(repositoryId, keyBlobToText(key)) : ""),
  });
}

/** Answers in order, and what was asked. */
function answering(...answers: readonly string[]): { readonly asked: string[]; readonly ask: Ask } {
  const asked: string[] = [];
  return { asked, ask: (question) => Promise.resolve(answers[asked.push(question) - 1]) };
}

const PLACES = { place: "safe", passphrasePlace: "bank" };

test("escrowKey() exports, asks where, and notes it without the key", async () => {
  using folder = new ConfigurationFolder();
  const context = contextOf(folder);
  const { ask, asked } = answering("the safe", "my head");
  await escrowKey(context, { paper: true, path: "copy" }, ask);
  assert.deepEqual(
    context.calls.map(({ positionals, options }) => [...positionals, options.includes("--paper")]),
    [
      ["/repo/one.borg", false],
      ["/repo/one.borg", "copy", true],
    ],
  );
  assert.equal(asked.length, 2);
  const [noted, ...more] = listEscrows(context);
  assert.deepEqual(
    [noted?.form, noted?.place, noted?.passphrasePlace, more.length],
    ["paper", "the safe", "my head", 0],
  );
  assert.ok(!JSON.stringify(noted).includes(keyBlobToText(blob).slice(0, 20)));
  await assert.rejects(escrowKey(context, {}, answering("").ask), /Say by --place/);
  assert.equal(listEscrows(context).length, 1);
});

test("proveEscrow() takes a file that holds the key, and no other", async () => {
  using folder = new ConfigurationFolder({ paper: PAPER, other: formatPaperKey(laterBlob, repositoryId) });
  const context = contextOf(folder);
  const { ask } = answering();
  await assert.rejects(proveEscrow(context, { path: "paper" }, ask), /No copy .* was noted/);
  await escrowKey(context, PLACES, ask);
  await assert.rejects(proveEscrow(context, { path: "other" }, ask), /other holds no copy/);
  assert.equal(listEscrows(context)[0]?.provenMs, undefined);
  await proveEscrow(context, { path: "paper" }, ask);
  assert.equal(listEscrows(context)[0]?.provenMs, 1000);
  await assert.rejects(proveEscrow(contextOf(folder, laterBlob), { path: "other" }, ask), /has changed since/);
});

test("proveEscrow() takes two lines that only somebody who has the paper can type", async () => {
  using folder = new ConfigurationFolder();
  const context = contextOf(folder);
  await escrowKey(context, PLACES, answering().ask);
  const lineOf = (question: string): string => {
    const number = /Line (\d+) /.exec(question)?.[1] ?? "";
    return PAPER.split("\n").find((line) => line.trimStart().startsWith(`${number}:`)) ?? "";
  };
  const asked: string[] = [];
  await proveEscrow(context, {}, (question) => {
    asked.push(question);
    // the first try is a slip
    return Promise.resolve(asked.length === 1 ? "000000 - 00" : lineOf(question));
  });
  assert.equal(new Set(asked).size, 2);
  assert.equal(asked.length, 3);
  assert.equal(listEscrows(context)[0]?.provenMs, 1000);
  await assert.rejects(proveEscrow(context, {}, answering("a", "b", "c", "d").ask), /is another one/);
  await assert.rejects(proveEscrow(context, {}, answering().ask), /is another one/);
});
