import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { formatKeyFile, formatPaperKey, keyBlobToText } from "@coffer/format/keys";
import { State } from "../../state/index.ts";
import { digestOf, EscrowStore, paperLines, sameKey, sameLine, storedKey } from "./index.ts";

const [repositoryId, blob] = [randomBytes(32), randomBytes(366)];
const plain = formatKeyFile(repositoryId, keyBlobToText(blob));
const key = storedKey(plain);

test("storedKey() reads what Borg exports", () => {
  assert.deepEqual([Buffer.from(key.repositoryId), Buffer.from(key.blob)], [repositoryId, blob]);
  assert.match(digestOf(key), /^[0-9a-f]{64}$/);
  assert.throws(() => storedKey("no key"), /no key/);
});

test("sameKey() knows copies of every form, and those of other keys", () => {
  const paper = formatPaperKey(blob, repositoryId);
  assert.ok(sameKey(plain, key));
  assert.ok(sameKey(plain.replaceAll("\n", "\r\n"), key));
  assert.ok(sameKey(paper, key));
  assert.ok(sameKey(`<pre class="typed">\n${paper}</pre>`, key));
  const other = randomBytes(366);
  assert.ok(!sameKey(formatKeyFile(repositoryId, keyBlobToText(other)), key), "another passphrase");
  assert.ok(!sameKey(formatPaperKey(other, repositoryId), key));
  assert.ok(!sameKey(formatPaperKey(blob, randomBytes(32)), key), "another repository");
  assert.ok(!sameKey(formatKeyFile(randomBytes(32), keyBlobToText(blob)), key));
  assert.ok(!sameKey(paper.replace(/(\n 3: ).{6}/, "$1000000"), key), "a damaged line");
  assert.ok(!sameKey(paper.slice(0, -200), key));
  assert.ok(!sameKey("", key));
});

test("sameLine() takes a line as people type it", () => {
  const lines = paperLines(key);
  assert.equal(lines.length, Math.ceil(366 / 18));
  const [line = "", next = ""] = lines;
  assert.ok(sameLine(line, line));
  assert.ok(
    sameLine(
      line
        .replace(/^\s*1:/, "")
        .toUpperCase()
        .replaceAll(" ", ""),
      line,
    ),
  );
  assert.ok(!sameLine(next, line));
  assert.ok(!sameLine("", line));
});

test("EscrowStore keeps copies of each repository, the latest first, and their proofs", () => {
  const state = new State(":memory:");
  const store = new EscrowStore(state, "/one");
  const copy = { form: "paper", place: "safe", passphrasePlace: "", keyDigest: "ab", exportedMs: 1 } as const;
  store.add(copy);
  store.add({ ...copy, place: "bank", exportedMs: 2 });
  assert.deepEqual(store.latest(), { ...copy, id: 2, place: "bank", exportedMs: 2, provenMs: undefined });
  store.noteProof(2, 5);
  assert.deepEqual(
    store.list().map(({ provenMs }) => provenMs),
    [5, undefined],
  );
  assert.equal(new EscrowStore(state, "/other").latest(), undefined);
  state.close();
});
