import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { makeTree, removeTree } from "@coffer/testkit/tree";
import { archiveNames, needBorg } from "./support/index.ts";

const { borg, skip } = needBorg();

/** Formats that GNU tar writes, with the options for them. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  gnu: ["--format=gnu", "--sparse"],
  "pax-0.0": ["--format=pax", "--sparse", "--sparse-version=0.0"],
  "pax-1.0": ["--format=pax", "--sparse", "--sparse-version=1.0"],
  ustar: ["--format=ustar"],
  v7: ["--format=v7"],
};

/** Stored sizes are the same then, too. */
const PLAIN = ["-C", "none"];

const LIST_FORMAT =
  "{mode} {user} {group} {uid} {gid} {size} {isomtime} {num_chunks} {sha256} {health} {path}{extra} {linktarget}{NL}";

/** The same repository twice, each with a client of its own: what one program does here, the other does there. */
interface Twins {
  readonly folder: string;
  readonly places: readonly { readonly program: Program; readonly client: Client; readonly repository: string }[];
}

async function makeTwins(context: TestContext): Promise<Twins> {
  assert.ok(borg !== undefined);
  const folder = temporaryFolder(context);
  const repository = join(folder, "repository");
  const first = new Client(join(folder, "home"));
  await first.call(borg, ["init", "-e", "repokey-blake2", repository]);
  const places = [borg, coffer].map((program) => {
    const client = new Client(join(folder, `home-${program.name}`), { env: { BORG_EXIT_CODES: "modern" } });
    const twin = join(folder, `repository-${program.name}`);
    cpSync(repository, twin, { recursive: true });
    return { program, client, repository: twin };
  });
  return { folder, places };
}

/** Has both import, and holds coffer to borg: what is said, the exit code, and the archive as borg reads it. */
async function assertSame(twins: Twins, archive: string, args: readonly string[], input?: Buffer): Promise<void> {
  assert.ok(borg !== undefined);
  const outcomes = [];
  for (const { program, client, repository } of twins.places) {
    const words = ["import-tar", ...args.slice(0, -1), `${repository}::${archive}`, args.at(-1) ?? ""];
    const { code, stderr } = await client.call(program, words, { cwd: twins.folder, codes: "any", input });
    const isStored = code === 0 || code === 1;
    outcomes.push({
      code,
      said: isStored ? stderr : "",
      archive: isStored ? await describe(client, repository, archive) : "",
    });
  }
  assert.deepEqual(outcomes[1], outcomes[0]);
}

/** What borg says of an archive, but for times. */
async function describe(client: Client, repository: string, archive: string): Promise<string> {
  assert.ok(borg !== undefined);
  const listed = await client.call(borg, ["list", "--format", LIST_FORMAT, `${repository}::${archive}`]);
  const info = await client.call(borg, ["info", "--json", `${repository}::${archive}`]);
  const answer = JSON.parse(info.text) as { archives: { comment: string; stats: object }[] };
  return JSON.stringify({ ...answer.archives[0]?.stats, comment: answer.archives[0]?.comment }) + listed.text;
}

test("import-tar stores what the real borg stores, out of every format", { skip }, async (context) => {
  assert.ok(borg !== undefined);
  const twins = await makeTwins(context);
  const { folder } = twins;
  makeTree(join(folder, "tree"), { seed: 7, size: "tiny" });
  context.after(() => removeTree(join(folder, "tree")));
  for (const [name, options] of Object.entries(FORMATS)) {
    // names and numbers that a format has no room for are left out, and complained about
    tar(folder, [...options, "--create", "--file", `${name}.tar`, "tree"]);
    await context.test(name, () => assertSame(twins, name, [...PLAIN, "--list", `${name}.tar`]));
  }

  const gnu = readFileSync(join(folder, "gnu.tar"));
  writeFileSync(join(folder, "two.tar"), Buffer.concat([gnu, readFileSync(join(folder, "ustar.tar"))]));
  execFileSync("gzip", ["-k", join(folder, "two.tar")]);
  execFileSync("xz", ["-k", join(folder, "gnu.tar")]);
  writeFileSync(join(folder, "cut.tar"), gnu.subarray(0, gnu.length / 2));
  writeFileSync(join(folder, "cut.tar.gz"), readFileSync(join(folder, "two.tar.gz")).subarray(0, 50_000));
  const calls: readonly (readonly string[])[] = [
    [...PLAIN, "--list", "--filter=dh", "--ignore-zeros", "two.tar.gz"],
    [
      ...PLAIN,
      "--chunker-params=fixed,4096,512",
      "--comment=a comment",
      "--timestamp=2020-02-02T02:02:02",
      "gnu.tar.xz",
    ],
    ["cut.tar"],
    ["cut.tar.gz"],
    ["--tar-filter=false", "gnu.tar"],
  ];
  for (const [index, args] of calls.entries()) {
    await context.test(args.join(" "), () => assertSame(twins, `call-${index}`, args));
  }
  await context.test("standard input", () => assertSame(twins, "stdin", [...PLAIN, "--list", "-"], gnu));
  await context.test("an archive that exists", () => assertSame(twins, "gnu", ["gnu.tar"]));

  await context.test("the real borg finds coffer's repository sound", async () => {
    const [, { client, repository } = assert.fail()] = twins.places;
    await client.call(borg, ["check", "--verify-data", repository]);
  });

  await context.test("a filter that fails after the tar file is an error, and leaves no archive", async () => {
    const [, { client, repository } = assert.fail()] = twins.places;
    const filter = "--tar-filter=sh -c 'cat; exit 3'";
    const { stderr } = await client.call(coffer, ["import-tar", filter, `${repository}::failed`, "gnu.tar"], {
      cwd: folder,
      codes: [2],
    });
    assert.equal(stderr, "Error: filter sh -c 'cat; exit 3' failed, rc=3\n");
    assert.ok(!(await archiveNames(client, borg, repository)).includes("failed"));
  });

  await context.test("what one exports the other imports", async () => {
    const [there = assert.fail(), here = assert.fail()] = twins.places;
    for (const [from, to] of [
      [there, here],
      [here, there],
    ] as const) {
      const { stdout } = await from.client.call(from.program, ["export-tar", `${from.repository}::gnu`, "-"]);
      await to.client.call(to.program, ["import-tar", `${to.repository}::from-${from.program.name}`, "-"], {
        input: stdout,
      });
    }
    const listed = await Promise.all(
      (
        [
          [here, "from-borg-1.4"],
          [there, "from-coffer"],
        ] as const
      ).map(([{ client, repository }, name]) =>
        client.call(borg, ["list", "--format", LIST_FORMAT, `${repository}::${name}`]),
      ),
    );
    assert.equal(listed[0]?.text, listed[1]?.text);
  });
});

/** GNU tar, which says with its exit code 1 or 2 that it left something out. */
function tar(folder: string, args: readonly string[]): void {
  try {
    execFileSync("tar", args, { cwd: folder, stdio: "ignore" });
  } catch (error) {
    const { status } = error as { status?: number | null };
    if (status !== 1 && status !== 2) throw error;
  }
}
