import assert from "node:assert/strict";
import { existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Client, coffer, findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { run } from "@coffer/testkit/run";

interface HostileItem {
  readonly path: string;
  readonly type: "file" | "folder" | "symlink" | "hardlink" | "fifo";
  readonly target?: string;
  readonly content?: string;
}

interface Attack {
  readonly name: string;
  /** `outside` is a folder that nothing may be written to; it holds `precious` and the folder `empty`. */
  readonly items: (outside: string) => HostileItem[];
}

const EVIL = { type: "file", content: "evil" } as const;

const ATTACKS: readonly Attack[] = [
  { name: "an absolute path", items: (outside) => [{ ...EVIL, path: `${outside}/evil` }] },
  { name: "a path that begins with ..", items: () => [{ ...EVIL, path: "../outside/evil" }] },
  {
    name: "a path with .. in the middle",
    items: () => [
      { path: "a", type: "folder" },
      { ...EVIL, path: "a/../../outside/evil" },
    ],
  },
  { name: "a path that is ..", items: () => [{ path: "..", type: "folder" }] },
  {
    name: "a file below a symlink planted before it",
    items: (outside) => [
      { path: "link", type: "symlink", target: outside },
      { ...EVIL, path: "link/evil" },
    ],
  },
  {
    name: "a file below a relative symlink planted before it",
    items: () => [
      { path: "link", type: "symlink", target: "../outside" },
      { ...EVIL, path: "link/evil" },
    ],
  },
  {
    name: "a folder that a later symlink takes the place of",
    items: (outside) => [
      { path: "a", type: "folder" },
      { ...EVIL, path: "a/harmless" },
      { path: "b", type: "folder" },
      { path: "b", type: "symlink", target: outside },
      { ...EVIL, path: "b/evil" },
    ],
  },
  {
    name: "a folder below a symlink",
    items: (outside) => [
      { path: "link", type: "symlink", target: outside },
      { path: "link/evil", type: "folder" },
    ],
  },
  {
    name: "a deep file below a symlink",
    items: (outside) => [
      { path: "link", type: "symlink", target: outside },
      { ...EVIL, path: "link/empty/x/evil" },
    ],
  },
  {
    name: "a file over a symlink to a file",
    items: (outside) => [
      { path: "link", type: "symlink", target: `${outside}/precious` },
      { ...EVIL, path: "link" },
    ],
  },
  {
    name: "a folder over a symlink to a folder",
    items: (outside) => [
      { path: "link", type: "symlink", target: `${outside}/empty` },
      { path: "link", type: "folder" },
      { ...EVIL, path: "link/evil" },
    ],
  },
  {
    name: "removal of what lies behind a symlink",
    items: (outside) => [
      { path: "link", type: "symlink", target: outside },
      { ...EVIL, path: "link/precious" },
    ],
  },
  {
    name: "removal of a folder behind a symlink",
    items: (outside) => [
      { path: "link", type: "symlink", target: outside },
      { path: "link/empty", type: "symlink", target: "x" },
    ],
  },
  {
    name: "a pipe below a symlink",
    items: (outside) => [
      { path: "link", type: "symlink", target: outside },
      { path: "link/evil", type: "fifo" },
    ],
  },
  {
    name: "a hard link to a file outside",
    items: (outside) => [
      { path: "harmless", ...EVIL },
      { path: "hard", type: "hardlink", target: `${outside}/precious` },
      { path: "hard2", type: "hardlink", target: "../outside/precious" },
    ],
  },
  {
    name: "a hard link through a symlink",
    items: (outside) => [
      { path: "link", type: "symlink", target: outside },
      { path: "hard", type: "hardlink", target: "link/precious" },
    ],
  },
  { name: "a path with a zero byte", items: () => [{ ...EVIL, path: "evil\0name" }] },
  { name: "an empty path", items: () => [{ ...EVIL, path: "" }] },
];

const { borg14, missing } = findBorgs();
const skip = borg14 === undefined ? missing.join("; ") : false;

for (const attack of ATTACKS) {
  test(`extract writes nothing outside its target: ${attack.name}`, { skip, timeout: 120_000 }, async (context) => {
    const borg = borg14 ?? assert.fail();
    const folder = temporaryFolder(context);
    const outside = join(folder, "outside");
    mkdirSync(join(outside, "empty"), { recursive: true });
    writeFileSync(join(outside, "precious"), "precious");
    const client = new Client(join(folder, "home"));
    const repository = join(folder, "repository");
    await client.call(borg, ["init", "-e", "none", repository]);
    const items = [...attack.items(outside), { ...EVIL, path: "last" } as HostileItem];
    await writeHostileArchive(client, borg, repository, items);
    for (const args of [[], ["--list"], ["--sparse"], ["--strip-components", "0"]]) {
      const target = join(folder, "target");
      mkdirSync(target);
      const before = snapshot(outside);
      const { code, stderr } = await client.call(coffer, ["extract", ...args, `${repository}::hostile`], {
        cwd: target,
        codes: [0, 1, 2],
      });
      assert.deepEqual(snapshot(outside), before, stderr);
      assert.equal(existsSync(join(folder, "evil")), false);
      if (code !== 0) assert.notEqual(stderr, "", "refused without a word");
      await run("rm", ["-rf", target]);
    }
  });
}

test("control: the hostile archive holds what it is asked to", { skip }, async (context) => {
  const borg = borg14 ?? assert.fail();
  const folder = temporaryFolder(context);
  const client = new Client(join(folder, "home"));
  const repository = join(folder, "repository");
  await client.call(borg, ["init", "-e", "none", repository]);
  const items: HostileItem[] = [
    { ...EVIL, path: "/absolute/a" },
    { ...EVIL, path: "../b" },
    { path: "link", type: "symlink", target: "/" },
    { ...EVIL, path: "link/c" },
  ];
  await writeHostileArchive(client, borg, repository, items);
  const { text } = await client.call(borg, ["debug", "dump-archive-items", `${repository}::hostile`], {
    cwd: client.home,
    codes: "any",
  });
  const dumped = readdirSync(client.home).filter((name) => name.endsWith(".items"));
  const stored = dumped.map((name) => readFileSync(join(client.home, name), "latin1")).join("");
  for (const { path } of items) assert.ok(stored.includes(path), `${path} is not in the archive\n${text}`);
});

async function writeHostileArchive(
  client: Client,
  borg: Program,
  repository: string,
  items: readonly HostileItem[],
): Promise<void> {
  const python =
    readFileSync(borg.path, "utf8")
      .split("\n")[0]
      ?.replace(/^#!\s*/, "") ?? "python3";
  const script = fileURLToPath(new URL("support/hostile_archive.py", import.meta.url));
  const { code, stderr } = await run(python, [script, repository, "hostile"], {
    env: client.env,
    input: JSON.stringify(items),
  });
  assert.equal(code, 0, stderr);
}

/** Names, kinds, sizes, link counts and times of all that lies in a folder. */
function snapshot(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .toSorted()
    .map((name) => {
      const { mode, size, mtimeMs, nlink } = lstatSync(join(folder, name));
      return `${name} ${mode.toString(8)} ${size} ${mtimeMs} ${nlink}`;
    })
    .concat(String(statSync(folder).mtimeMs));
}
