import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { crc32 } from "node:zlib";
import { loadSampleExpectations, readSample, SAMPLE_PASSPHRASE } from "@coffer/testkit/spec";
import { build } from "esbuild";
import type { BuildOptions } from "esbuild";
import type { BrowsedFile, Objects } from "./portable/browse.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** As a bundler for the web would do it: no Node modules, no condition `node`. */
const FOR_BROWSERS = {
  bundle: true,
  platform: "browser",
  format: "iife",
  target: "es2024",
  conditions: ["source"],
  write: false,
  metafile: true,
  logLevel: "silent",
  absWorkingDir: ROOT,
} satisfies BuildOptions;

interface SampleItem {
  readonly path: string;
  readonly sha256?: string;
}

test("all doors of format bundle for a browser, with no Node module", async () => {
  const source = join(ROOT, "packages/format/src");
  const doors = readdirSync(source).filter((name) => existsSync(join(source, name, "index.ts")));
  assert.ok(doors.length >= 10);
  const contents = doors.map((name) => `export * as ${name} from "@coffer/format/${name}";`).join("\n");
  const { metafile } = await build({ ...FOR_BROWSERS, stdin: { contents, resolveDir: ROOT } });
  const inputs = Object.entries(metafile.inputs);
  assert.deepEqual(
    inputs.flatMap(([, input]) => input.imports.filter(({ external }) => external === true).map(({ path }) => path)),
    [],
    "imports that a browser cannot resolve",
  );
  assert.deepEqual(
    inputs.map(([path]) => path).filter((path) => path.endsWith("platform/node.ts")),
    [],
  );
  // the check itself: with the condition `node` it would find Node's modules
  await assert.rejects(
    build({ ...FOR_BROWSERS, conditions: ["source", "node"], stdin: { contents, resolveDir: ROOT } }),
    /Could not resolve "node:/,
  );
});

for (const name of ["repokey-blake2", "repokey", "compressors"]) {
  test(`a context without Node reads a backup to the last byte: ${name}`, { timeout: 120_000 }, async () => {
    const { outputFiles } = await build({
      ...FOR_BROWSERS,
      globalName: "bundle",
      entryPoints: ["tests/portable/browse.ts"],
    });
    const context = createContext({ TextEncoder, TextDecoder });
    assert.equal(
      runInContext("typeof process + typeof Buffer + typeof require", context),
      "undefinedundefinedundefined",
    );
    runInContext(outputFiles[0]?.text ?? "", context);
    const browse = runInContext("(...args) => bundle.browse(...args)", context) as (
      ...args: [Objects, string, string]
    ) => Map<string, BrowsedFile[]>;
    const files = readSample(name);
    const archives = browse(objectsOf(files), repositoryKey(files), SAMPLE_PASSPHRASE);

    const expected = loadSampleExpectations()[name]?.archives ?? [];
    assert.deepEqual([...archives.keys()].toSorted(), expected.map((archive) => archive.name).toSorted());
    let compared = 0;
    for (const archive of expected) {
      const browsed = new Map(archives.get(archive.name)?.map((file) => [file.path, file]));
      for (const { path, sha256 } of archive["items"] as SampleItem[]) {
        if (sha256 === undefined || path.includes("\ufffd") || path.includes("\\")) continue;
        const content = browsed.get(path)?.content;
        if (content === undefined) continue;
        assert.equal(createHash("sha256").update(content).digest("hex"), sha256, `${archive.name}: ${path}`);
        compared += 1;
      }
    }
    assert.ok(compared >= expected.length, "no file was compared");
  });
}

function repositoryKey(files: ReadonlyMap<string, Uint8Array>): string {
  const config = Buffer.from(fileNamed(files, /(^|\/)config$/)).toString("utf8");
  return /^key = (.*(?:\n\s+.+)*)/m.exec(config)?.[1]?.replaceAll(/\s+/g, "\n") ?? assert.fail("no key in the config");
}

function fileNamed(files: ReadonlyMap<string, Uint8Array>, name: RegExp): Uint8Array {
  const found = [...files].find(([path]) => name.test(path));
  return found?.[1] ?? assert.fail(`no ${name}`);
}

/** Replays the log of a sample, oldest segment first. */
function objectsOf(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const objects = new Map<string, Uint8Array>();
  const segments = [...files]
    .flatMap(([path, bytes]) => {
      const number = /\/data\/\d+\/(\d+)$/.exec(`/${path}`)?.[1];
      return number === undefined ? [] : [{ number: Number(number), bytes: Buffer.from(bytes) }];
    })
    .toSorted((left, right) => left.number - right.number);
  for (const { bytes } of segments) {
    for (let offset = 8; offset < bytes.length; offset += bytes.readUInt32LE(offset + 4)) {
      const end = offset + bytes.readUInt32LE(offset + 4);
      assert.equal(crc32(bytes.subarray(offset + 4, end)), bytes.readUInt32LE(offset));
      const [tag, id] = [bytes[offset + 8], bytes.toString("hex", offset + 9, offset + 41)];
      if (tag === 0) objects.set(id, new Uint8Array(bytes.subarray(offset + 41, end)));
      else if (tag === 1) objects.delete(id);
    }
  }
  return objects;
}
