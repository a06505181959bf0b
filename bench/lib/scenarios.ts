import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Client, Program } from "@coffer/testkit/borg";
import { randomBytesFrom, textFrom, writeRandomFile, writeSmallFiles, writeTextTree } from "./data.ts";
import { nightly, nightlyTwo } from "./nightly.ts";
import { LONG_LINE, overSsh } from "./remote.ts";
import type { Remote } from "./remote.ts";
import type { Load } from "./roofline.ts";

/** One program in one scenario: its own client and repository. */
export interface Stage {
  readonly folder: string;
  readonly client: Client;
  readonly program: Program;
  readonly repository: string;
}

export interface Scenario {
  readonly name: string;
  /** Share of the real borg's wall time to reach at most. */
  readonly target: number;
  /** Name of the source below the bench folder. */
  readonly source: SourceName | undefined;
  /** Over ssh; what is not measured is done on the server itself. */
  readonly remote?: Remote;
  /** Before the first run of a program (not measured). */
  prepare(stage: Stage, source: string): Promise<void>;
  /** Before each run (not measured). */
  before?(stage: Stage): Promise<void>;
  /** After each run (not measured). */
  after?(stage: Stage): Promise<void>;
  /** Why the scenario cannot be run with this borg on this machine. */
  obstacle?(borg: Program): string | undefined;
  /** The command of one run: words for the program of the stage, or for another one. */
  args(stage: Stage, source: string, run: number): { args: string[]; cwd: string; command?: string };
  load(scale: number): Load | undefined;
}

export type SourceName = keyof typeof SOURCES;

export const SOURCES = {
  random: (folder: string, scale: number): void => {
    mkdirSync(folder, { recursive: true });
    writeRandomFile(join(folder, "random"), Math.round(2 ** 30 * scale), 1);
  },
  text: (folder: string, scale: number): void => writeTextTree(folder, Math.round(300e6 * scale)),
  small: (folder: string, scale: number): void => writeSmallFiles(folder, Math.round(50_000 * scale), 4096),
  tiny: (folder: string, scale: number): void => writeSmallFiles(folder, Math.round(20_000 * scale), 1024),
  many: (folder: string, scale: number): void => writeSmallFiles(folder, Math.round(100_000 * scale), 1024),
} as const;

const CHUNK = 2 ** 21;
const LARGE = 0.65;
const SMALL = 0.4;

function writeLoad(
  source: SourceName,
  mode: string,
  compression: string,
  direction: Load["direction"],
): Scenario["load"] {
  return (scale) => ({
    direction,
    bytes:
      { random: 2 ** 30, text: 300e6, small: 50_000 * 4096, tiny: 20_000 * 1024, many: 100_000 * 1024 }[source] * scale,
    chunkSize: { random: CHUNK, text: CHUNK, small: 4096, tiny: 1024, many: 1024 }[source],
    cut: source === "random" || source === "text",
    blake2: mode.includes("blake2"),
    compression,
    sample: source === "text" ? textFrom(1, CHUNK * 4) : randomBytesFrom(1, CHUNK * 8),
  });
}

type Place = Pick<Stage, "client" | "repository" | "folder">;

/** Sets repository and client aside as they are, for {@link takeFresh}. */
function keepFresh({ client, repository, folder }: Place): void {
  cpSync(repository, `${repository}.new`, { recursive: true });
  cpSync(client.home, join(folder, "home.new"), { recursive: true });
}

function takeFresh({ client, repository, folder }: Place): void {
  for (const [path, fresh] of [
    [repository, `${repository}.new`],
    [client.home, join(folder, "home.new")],
  ] as const) {
    rmSync(path, { recursive: true, force: true });
    cpSync(fresh, path, { recursive: true });
  }
}

/** A create of a whole source into a repository that is new for each run. */
function create(name: string, source: SourceName, mode: string, compression: string, target: number): Scenario {
  return {
    name,
    target,
    source,
    prepare: async ({ client, program, repository, folder }) => {
      await client.call(program, ["init", "-e", mode, repository]);
      keepFresh({ client, repository, folder });
    },
    before: (stage) => Promise.resolve(takeFresh(stage)),
    args: ({ repository }, path) => ({ args: ["create", "-C", compression, `${repository}::a`, "."], cwd: path }),
    load: writeLoad(source, mode, compression, "write"),
  };
}

/** Something done again and again with a repository that the first archive is in. */
function onArchive(
  name: string,
  source: SourceName,
  mode: string,
  compression: string,
  target: number,
  what: Pick<Scenario, "args"> & Partial<Scenario>,
): Scenario {
  return {
    name,
    target,
    source,
    prepare: async ({ client, program, repository }, path) => {
      await client.call(program, ["init", "-e", mode, repository]);
      await client.call(program, ["create", "-C", compression, `${repository}::a`, "."], { cwd: path });
    },
    load: writeLoad(source, mode, compression, "read"),
    ...what,
  };
}

const extract: Pick<Scenario, "args" | "before"> = {
  before: async ({ folder }) => {
    const target = join(folder, "target");
    if (existsSync(target)) rmSync(target, { recursive: true });
    mkdirSync(target);
  },
  args: ({ repository, folder }) => ({ args: ["extract", `${repository}::a`], cwd: join(folder, "target") }),
};

const exportTar: Pick<Scenario, "args"> = {
  args: ({ repository, folder }) => ({ args: ["export-tar", `${repository}::a`, "out.tar"], cwd: folder }),
};

/** The cost is that of the program that looks into a fresh mount; the process that serves the mount is not in it, its time is. */
function inMount(command: string, words: readonly string[]): Pick<Scenario, "args" | "before" | "after" | "obstacle"> {
  return {
    obstacle: (borg) => {
      const { stderr } = spawnSync(borg.path, ["mount", "/nonexistent", "/nonexistent"], { encoding: "utf8" });
      if (stderr.includes("not available")) return `${borg.path} cannot mount (it needs pyfuse3 or llfuse)`;
      return existsSync("/dev/fuse") ? undefined : "there is no /dev/fuse";
    },
    before: async ({ client, program, repository, folder }) => {
      mkdirSync(join(folder, "mount"), { recursive: true });
      await client.call(program, ["mount", repository, join(folder, "mount")]);
    },
    after: async ({ client, program, folder }) => {
      await client.call(program, ["umount", join(folder, "mount")]);
    },
    args: ({ folder }) => ({ command, args: [...words], cwd: join(folder, "mount") }),
  };
}

const ARCHIVES = 200;

/** 200 daily archives of a tree of which a little changes each day, pruned to 10. */
const prune: Scenario = {
  name: "prune",
  target: 0.65,
  source: undefined,
  prepare: async ({ client, program, repository, folder }) => {
    const tree = join(folder, "tree");
    writeSmallFiles(tree, 500, 4096);
    await client.call(program, ["init", "-e", "repokey-blake2", repository]);
    for (let day = 0; day < ARCHIVES; day += 1) {
      writeRandomFile(join(tree, `changing-${day % 20}`), 4096, day);
      const time = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 19);
      await client.call(program, ["create", "--timestamp", time, `${repository}::day-${day}`, "."], { cwd: tree });
    }
    keepFresh({ client, repository, folder });
  },
  before: (stage) => Promise.resolve(takeFresh(stage)),
  args: ({ repository, folder }) => ({ args: ["prune", "--keep-daily", "10", repository], cwd: folder }),
  load: () => undefined,
};

/** Two archives that are mostly equal. */
const diff: Pick<Scenario, "prepare" | "args" | "load"> = {
  prepare: async ({ client, program, repository }, path) => {
    await client.call(program, ["init", "-e", "repokey-blake2", repository]);
    for (const [name, ...options] of [["a"], ["b", "--exclude", "sh:d1*"]]) {
      await client.call(program, ["create", ...options, `${repository}::${name}`, "."], { cwd: path });
    }
  },
  args: ({ repository, folder }) => ({ args: ["diff", `${repository}::a`, "b"], cwd: folder }),
  load: () => undefined,
};

/** An archive that is compressed otherwise, or cut otherwise; each run begins with the same one. */
function recreate(...options: string[]): Pick<Scenario, "prepare" | "before" | "args" | "load"> {
  return {
    prepare: async (stage, path) => {
      const { client, program, repository } = stage;
      await client.call(program, ["init", "-e", "repokey-blake2", repository]);
      await client.call(program, ["create", `${repository}::a`, "."], { cwd: path });
      keepFresh(stage);
    },
    before: (stage) => Promise.resolve(takeFresh(stage)),
    args: ({ repository, folder }) => ({ args: ["recreate", ...options, `${repository}::a`], cwd: folder }),
    load: () => undefined,
  };
}

/** Each over ssh, with coffer's own server and with borg's. */
function remoteScenarios(): Scenario[] {
  const mode = "repokey-blake2";
  const [large, text, tiny] = [
    create("", "random", mode, "lz4", 0),
    create("", "text", mode, "lz4", 0),
    create("", "tiny", mode, "lz4", 0),
  ];
  return (["coffer", "borg"] as const).flatMap((server) => {
    const near = { server };
    const far = { server, line: LONG_LINE };
    const to = `to-${server}`;
    return [
      overSsh(`ssh-create-random-${to}`, large, 0.6, near),
      overSsh(`ssh-extract-random-${to}`, onArchive("", "random", mode, "lz4", 0, extract), 0.6, near),
      overSsh(`far-create-text-${to}`, text, 0.8, far),
      overSsh(`far-create-tiny-${to}`, tiny, 0.8, far),
      overSsh(`far-extract-tiny-${to}`, onArchive("", "tiny", mode, "lz4", 0, extract), 0.3, far),
    ];
  });
}

export const SCENARIOS: readonly Scenario[] = [
  create("create-random-repokey", "random", "repokey", "lz4", LARGE),
  create("create-random-blake2", "random", "repokey-blake2", "lz4", LARGE),
  create("create-text-lz4", "text", "repokey-blake2", "lz4", LARGE),
  create("create-text-zstd3", "text", "repokey-blake2", "zstd,3", LARGE),
  create("create-text-zstd10", "text", "repokey-blake2", "zstd,10", LARGE),
  create("create-small", "small", "repokey-blake2", "lz4", SMALL),
  onArchive("create-unchanged", "small", "repokey-blake2", "lz4", 0.25, {
    args: ({ repository }, path, run) => ({ args: ["create", `${repository}::again-${run}`, "."], cwd: path }),
    load: () => undefined,
  }),
  onArchive("extract-random", "random", "repokey-blake2", "lz4", LARGE, extract),
  onArchive("extract-small", "small", "repokey-blake2", "lz4", SMALL, extract),
  onArchive("export-tar-random", "random", "repokey-blake2", "lz4", LARGE, exportTar),
  onArchive("export-tar-small", "small", "repokey-blake2", "lz4", LARGE, exportTar),
  onArchive("mount-read", "random", "repokey-blake2", "lz4", 1, inMount("cat", ["a/random"])),
  onArchive("mount-find", "small", "repokey-blake2", "lz4", 0.5, {
    ...inMount("find", [".", "-newermt", "2100-01-01"]),
    load: () => undefined,
  }),
  onArchive("list-small", "small", "repokey-blake2", "lz4", 0.4, {
    args: ({ repository, folder }) => ({ args: ["list", `${repository}::a`], cwd: folder }),
    load: () => undefined,
  }),
  onArchive("check-verify-data", "random", "repokey-blake2", "lz4", LARGE, {
    args: ({ repository, folder }) => ({ args: ["check", "--verify-data", repository], cwd: folder }),
  }),
  onArchive("diff", "small", "repokey-blake2", "lz4", LARGE, diff),
  onArchive("recreate-zstd3", "text", "repokey-blake2", "lz4", LARGE, recreate("--recompress=always", "-Czstd,3")),
  onArchive("recreate-small", "small", "repokey-blake2", "lz4", LARGE, recreate("--recompress=always", "-Czstd,3")),
  onArchive("recreate-cut", "text", "repokey-blake2", "lz4", LARGE, recreate("--chunker-params=16,20,18,4095")),
  prune,
  nightly,
  nightlyTwo,
  ...remoteScenarios(),
  {
    name: "version",
    target: 0.3,
    source: undefined,
    prepare: () => Promise.resolve(),
    args: ({ folder }) => ({ args: ["--version"], cwd: folder }),
    load: () => undefined,
  },
];
