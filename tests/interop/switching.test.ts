import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { needBorg } from "./support/index.ts";

const FILES = 50_000;
const needed = needBorg();
const strace = spawnSync("strace", ["--version"]).status === 0;
const skip = needed.skip !== false ? needed.skip : !strace && "needs strace (apt install strace) to count opened files";

test(
  `an unchanged tree of ${FILES} files is read by nobody who comes second`,
  { skip, timeout: 900_000 },
  async (context) => {
    const { borg } = needed;
    assert.ok(borg !== undefined);
    const folder = temporaryFolder(context, { inMemory: 600e6 });
    const source = join(folder, "source");
    makeTree(source);
    // Borg keeps no files whose ctime is that of the newest one: it might change again within the same tick
    await sleep(1100);
    writeFileSync(join(source, "newest"), "newest");

    for (const [first, second] of [
      ...(process.env["COFFER_MATRIX"] === "all" ? [[borg, borg] as const] : []),
      [borg, coffer],
      [coffer, borg],
      [coffer, coffer],
    ] as const) {
      await context.test(`${first.name}, then ${second.name}`, async () => {
        const client = new Client(join(folder, `home-${first.name}-${second.name}`));
        const repository = join(folder, `repository-${first.name}-${second.name}`);
        await client.call(first, ["init", "-e", "repokey-blake2", repository]);
        const before = await touchedFiles(client, first, ["create", `${repository}::one`, source], source, folder);
        assert.equal(before.read, FILES + 1, "the count itself is wrong: the first run must read all files");
        const after = await touchedFiles(client, second, ["create", `${repository}::two`, source], source, folder);
        assert.ok(after.read <= 1, `${after.read} of ${FILES} unchanged files were read`);
        // Borg opens every file for its metadata before it asks its cache; coffer does not
        if (second === coffer) assert.ok(after.opened <= 1, `${after.opened} of ${FILES} unchanged files were opened`);
        await client.call(borg, ["check", repository]);
      });
    }
  },
);

function makeTree(source: string): void {
  for (let index = 0; index < FILES; index += 1) {
    const folder = join(source, `d${Math.floor(index / 500)}`);
    if (index % 500 === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${index}`), `content of file ${index}`);
  }
}

interface Touched {
  readonly opened: number;
  readonly read: number;
}

/** How many different regular files below `source` the program opened, and of how many it read content. */
async function touchedFiles(
  client: Client,
  program: Program,
  args: readonly string[],
  source: string,
  folder: string,
): Promise<Touched> {
  const log = join(folder, "strace.log");
  const calls = "trace=open,openat,openat2,read,pread64,readv,preadv,preadv2,mmap";
  await client.call(program, args, {
    prefix: ["strace", "-f", "--seccomp-bpf", "-qqq", "-y", "-s", "0", "-e", calls, "-e", "signal=none", "-o", log],
    timeoutMs: 600_000,
  });
  const [opened, read] = [new Set<string>(), new Set<string>()];
  for (const line of readFileSync(log, "latin1").split("\n")) {
    // a descriptor comes with its path: `openat(...) = 17</path>`, `read(17</path>, ...) = 20`
    const path = /\d+<([^>]+)>/.exec(line.includes("open") ? line.slice(line.lastIndexOf(" = ")) : line)?.[1];
    if (path?.startsWith(`${source}/`) !== true || !/\/(?:file-\d+|newest)$/.test(path)) continue;
    if (!line.includes("open")) read.add(path);
    else if (!line.includes("O_PATH")) opened.add(path);
  }
  return { opened: opened.size, read: read.size };
}
