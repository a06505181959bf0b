import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { fromHex } from "../bytes/index.ts";
import { RepoIdMismatch } from "../errors/index.ts";
import { formatPaperKey, PaperKeyImport } from "./paper-key.ts";

const vectors = loadVectors<{ paper: string; blobs: { text: string }[]; plain_export: string }>("keyblob");
const repositoryId = fromHex(vectors.plain_export.slice(9, 73));
const [idLine, ...bodyLines] = vectors.paper.trimEnd().split("\n").slice(3) as [string, ...string[]];
const typed = (line: string): string => line.replace(/^.*?: /, "");

function started(): PaperKeyImport {
  const paper = new PaperKeyImport(repositoryId);
  assert.deepEqual(paper.enter(typed(idLine)), { status: "next" });
  return paper;
}

test("PaperKeyImport takes the exported lines, in any case and spacing", () => {
  for (const change of [
    String,
    (line: string) => line.replaceAll(" ", ""),
    (line: string) => `  ${line.toUpperCase()} `,
  ]) {
    const paper = new PaperKeyImport(repositoryId);
    assert.equal(paper.prompt, "id: ");
    paper.enter(change(typed(idLine)));
    for (const line of bodyLines.slice(0, -1)) {
      assert.ok(line.startsWith(paper.prompt));
      assert.deepEqual(paper.enter(change(typed(line))), { status: "next" });
    }
    const last = paper.enter(change(typed(bodyLines.at(-1)!)));
    assert.deepEqual(last, { status: "done", text: `${vectors.blobs[0]!.text}\n` });
  }
});

test("PaperKeyImport asks again for lines with typing errors", () => {
  const paper = new PaperKeyImport(repositoryId);
  const again = (message: string): object => ({ status: "again", message });
  assert.deepEqual(paper.enter(""), again("each line must contain exactly one '-', try again"));
  assert.deepEqual(paper.enter("1-2-3"), again("each line must contain exactly one '-', try again"));
  assert.deepEqual(paper.enter("1/2-3"), again("the id line must contain exactly two '/', try again"));
  assert.deepEqual(paper.enter("20/00/ä-aa"), again("line checksum did not match, try same line again"));
  assert.deepEqual(
    paper.enter(typed(idLine).replace("2", "3")),
    again("line checksum did not match, try same line again"),
  );
  paper.enter(typed(idLine));
  const first = typed(bodyLines[0]!);
  assert.deepEqual(paper.enter(first.replace("8", "9")), again("line checksum did not match, try line 1 again"));
  assert.deepEqual(paper.enter(typed(bodyLines[1]!)), again("line checksum did not match, try line 1 again"));
  assert.deepEqual(
    paper.enter("xyz - 00"),
    again("only characters 0-9 and a-f and '-' are valid, try again [Odd-length string]"),
  );
  assert.deepEqual(paper.enter(first), { status: "next" });
  assert.equal(paper.prompt, " 2: ");
});

test("PaperKeyImport refuses another repository's key", () => {
  const paper = new PaperKeyImport(new Uint8Array(32));
  assert.throws(() => paper.enter(typed(idLine)), RepoIdMismatch);
});

test("PaperKeyImport begins anew when the whole does not fit", () => {
  const paper = started();
  // The lines of another key: each is right in itself.
  const others = formatPaperKey(new Uint8Array(bodyLines.length * 18), repositoryId)
    .trimEnd()
    .split("\n")
    .slice(4);
  const steps = others.map((line) => paper.enter(typed(line)).status);
  assert.equal(steps.at(-1), "restart");
  assert.equal(paper.prompt, "id: ");
  assert.deepEqual(paper.enter(typed(idLine)), { status: "next" });
});
