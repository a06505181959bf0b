import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { makeTree, removeTree } from "@coffer/testkit/tree";
import { needBorg, segmentFiles } from "./support/index.ts";

const { borg, skip } = needBorg();

interface Scene {
  readonly folder: string;
  readonly client: Client;
  readonly repository: string;
}

/** What one call left. */
interface Export {
  readonly code: number;
  readonly stderr: string;
  /** Digest of the tar file, wherever it went. */
  readonly digest: string;
  readonly size: number;
}

/** A repository with an archive `a` of a tree that has one of everything. */
async function makeScene(context: TestContext, program: Program): Promise<Scene> {
  const folder = temporaryFolder(context);
  const client = new Client(join(folder, "home"), { env: { BORG_EXIT_CODES: "modern" } });
  const repository = join(folder, "repository");
  const tree = join(folder, "tree");
  makeTree(tree, { seed: 5, size: "tiny" });
  context.after(() => removeTree(tree));
  const name = "n".repeat(99);
  mkdirSync(join(tree, name, name, name), { recursive: true });
  writeFileSync(join(tree, name, name, "short"), "x");
  await client.call(program, ["init", "-e", "repokey-blake2", repository]);
  await client.call(program, ["create", `${repository}::a`, "tree"], { cwd: folder });
  return { folder, client, repository };
}

/** @param words Options, target, paths; the target `out.tar` may have other endings. */
async function exportBy(program: Program, scene: Scene, words: readonly string[]): Promise<Export> {
  const { folder, client, repository } = scene;
  const target = words.find((word) => word === "-" || word.startsWith("out.")) ?? "";
  const place = words.indexOf(target);
  const args = ["export-tar", ...words.slice(0, place), `${repository}::a`, ...words.slice(place)];
  rmSync(join(folder, target), { force: true });
  const { code, stderr, stdout } = await client.call(program, args, { cwd: folder, codes: "any" });
  const file = join(folder, target);
  const tar = target === "-" ? stdout : existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const said = stderr.replaceAll(/"time": [\d.]+/g, '"time": 0');
  return { code, stderr: said, digest: createHash("sha256").update(tar).digest("hex"), size: tar.length };
}

const CALLS: readonly (readonly string[])[] = [
  ["out.tar"],
  ["--list", "--log-json", "--strip-components", "1", "-"],
  ["--list", "--strip-components=2", "-e", "sh:**/h*", "out.tar"],
  ["--pattern=-re:[aeiou]$", "out.tar", "tree/nowhere", "re:e"],
  ["out.tgz", "sh:tree/*"],
  ["out.tar.xz", "sh:tree/*"],
  ["--tar-filter=tr a b", "-", "sh:tree/*"],
  ["--tar-filter=nosuch-program -x", "out.tar"],
  ["--tar-filter=/etc/passwd", "out.tar"],
  ["--tar-filter='open", "out.tar"],
  ["--tar-filter=sh -c 'cat >/dev/null; exit 3'", "out.tar", "sh:tree/*"],
];

test("export-tar writes, byte for byte, what the real borg writes", { skip }, async (context) => {
  assert.ok(borg !== undefined);
  const scene = await makeScene(context, borg);
  for (const words of CALLS) {
    await context.test(words.join(" "), async () => {
      const expected = await exportBy(borg, scene, words);
      assert.deepEqual(await exportBy(coffer, scene, words), expected);
    });
  }
});

describe("export-tar of what coffer stored", { skip }, () => {
  test("GNU tar finds every file as it is", async (context) => {
    const scene = await makeScene(context, coffer);
    await exportBy(coffer, scene, ["-e", "sh:**/*socket*", "out.tar"]);
    const compared = execFileSync("tar", ["--compare", "--file", "out.tar", "--warning=no-timestamp"], {
      cwd: scene.folder,
      encoding: "utf8",
    });
    assert.equal(compared, "");
  });
});

describe("export-tar, when it cannot go on", { skip }, () => {
  test("lost data end it with borg's error", async (context) => {
    assert.ok(borg !== undefined);
    const scene = await makeScene(context, borg);
    const sizeOf = (path: string): number => statSync(path).size;
    const [largest] = segmentFiles(scene.repository).toSorted((a, b) => sizeOf(b.path) - sizeOf(a.path));
    assert.ok(largest !== undefined);
    truncateSync(largest.path, sizeOf(largest.path) >> 1);
    const [expected, actual] = [await exportBy(borg, scene, ["out.tar"]), await exportBy(coffer, scene, ["out.tar"])];
    assert.equal(actual.code, expected.code);
    assert.notEqual(actual.code, 0);
    assert.equal(actual.stderr.split("\n")[0], expected.stderr.split("\n")[0]);
  });

  test("nothing is overwritten for an archive that does not exist", async (context) => {
    assert.ok(borg !== undefined);
    const { folder, client, repository } = await makeScene(context, borg);
    writeFileSync(join(folder, "kept"), "as it was");
    for (const program of [borg, coffer]) {
      await client.call(program, ["export-tar", `${repository}::nothing`, "kept"], {
        cwd: folder,
        codes: [31, 13, 30],
      });
      assert.equal(readFileSync(join(folder, "kept"), "utf8"), "as it was");
    }
  });

  test("a filter that ends early is an error", async (context) => {
    const scene = await makeScene(context, coffer);
    const { code, stderr } = await exportBy(coffer, scene, ["--tar-filter=head -c 100", "out.tar"]);
    assert.equal(code, 2);
    assert.match(stderr, /Broken pipe|EPIPE|failed, rc=/);
  });
});
