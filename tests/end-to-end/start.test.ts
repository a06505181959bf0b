import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import { run } from "@coffer/testkit/run";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUNDLE = join(ROOT, "packages/cli/dist/bundle/coffer.js");
const VERSION = (JSON.parse(readFileSync(join(ROOT, "packages/cli/package.json"), "utf8")) as { version: string })
  .version;
/** Only what a login has; no Node in it but the system's. */
const BARE = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/nonexistent" };

for (const name of ["borg", "borg.exe", "coffer"]) {
  test(`bin/coffer starts when symlinked as ${name} from anywhere`, async (context) => {
    const folder = temporaryFolder(context);
    mkdirSync(join(folder, "a b"));
    symlinkSync(coffer.path, join(folder, "first"));
    // a link to a link, the second one relative, in a folder with a blank
    symlinkSync("../first", join(folder, "a b", name));
    for (const [command, cwd] of [
      [join(folder, "a b", name), "/"],
      [`./${name}`, join(folder, "a b")],
    ] as const) {
      const { code, text, stderr } = await run(command, ["--version"], { env: BARE, cwd });
      assert.deepEqual([code, text], [0, `borg 1.4.5 (coffer ${VERSION})\n`], stderr);
    }
    const found = await run("sh", ["-c", `${name} --version`], {
      env: { ...BARE, PATH: `${join(folder, "a b")}:${BARE.PATH}` },
    });
    assert.equal(found.text, `borg 1.4.5 (coffer ${VERSION})\n`, found.stderr);
  });
}

test("frontends find the version in the second word", async () => {
  const { text } = await run(coffer.path, ["--version"], { env: BARE });
  assert.match(text.split(" ")[1] ?? "", /^1\.4\.\d+$/);
});

test("sources run without a bundle", async () => {
  const { code, text } = await run(coffer.path, ["--version"], { env: { ...BARE, COFFER_FROM_SOURCE: "1" } });
  assert.deepEqual([code, text], [0, `borg 1.4.5 (coffer ${VERSION})\n`]);
});

test("without a Node >= 24 it says what to do", async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, "bin"));
  cpSync(coffer.path, join(folder, "bin/coffer"));
  writeFileSync(join(folder, "node"), "#!/bin/sh\necho v20.19.0\n", { mode: 0o755 });
  const env = { ...BARE, PATH: `${folder}:/usr/bin:/bin` };
  const { code, stderr } = await run(join(folder, "bin/coffer"), ["--version"], { env });
  assert.equal(code, 2);
  assert.match(stderr, /coffer needs Node 24 or newer \(found: v20\.19\.0\)/);
});

test(
  "the bundle does the same as the sources, workers included",
  { skip: !existsSync(BUNDLE) && "no bundle was built" },
  async (context) => {
    const folder = temporaryFolder(context);
    const source = join(folder, "source");
    mkdirSync(source);
    for (let index = 0; index < 40; index += 1)
      writeFileSync(join(source, `file-${index}`), Buffer.alloc(300_000, `content ${index} `));
    for (const env of [{}, { COFFER_FROM_SOURCE: "1" }]) {
      const client = new Client(join(folder, `home-${Object.keys(env).length}`), { env });
      const repository = join(client.home, "repository");
      await client.call(coffer, ["init", "-e", "repokey-blake2", repository]);
      await client.call(coffer, ["create", "-C", "zstd,3", `${repository}::a`, "."], { cwd: source });
      const target = join(client.home, "target");
      mkdirSync(target);
      await client.call(coffer, ["extract", `${repository}::a`], { cwd: target });
      const { code } = await run("diff", ["-r", source, target]);
      assert.equal(code, 0);
      await client.call(coffer, ["check", "--verify-data", repository]);
    }
  },
);

test("a command that has a start of its own knows the names of others", async () => {
  const words = ["list", "--bypass-lock", "config", "prune"];
  const [own, source] = await Promise.all(
    [{}, { COFFER_FROM_SOURCE: "1" }].map((env) => run(coffer.path, words, { env: { ...BARE, ...env }, cwd: "/" })),
  );
  assert.match(own?.stderr ?? "", /config does not exist/);
  assert.deepEqual([own?.code, own?.text, own?.stderr], [source?.code, source?.text, source?.stderr]);
});

test("a start is quick", { skip: !existsSync(BUNDLE) && "no bundle was built" }, async () => {
  const node = join(ROOT, "node_modules/node/bin/node");
  const fastest = async (command: string, args: string[]): Promise<number> => {
    const times: number[] = [];
    for (let count = 0; count < 12; count += 1) times.push((await run(command, args, { env: BARE })).seconds);
    return Math.min(...times);
  };
  // measured against Node's own start, so that a slow machine does not matter
  const bare = await fastest(existsSync(node) ? node : process.execPath, ["-e", "0"]);
  const version = await fastest(coffer.path, ["--version"]);
  const list = await fastest(coffer.path, ["list", "/nonexistent/repository"]);
  assert.ok(version < bare * 2, `--version takes ${version} s, Node alone ${bare} s`);
  assert.ok(list < bare * 5, `the first useful line takes ${list} s, Node alone ${bare} s`);
});
