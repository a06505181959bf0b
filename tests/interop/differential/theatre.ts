import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Program } from "@coffer/testkit/borg";
import { removeTree } from "@coffer/testkit/tree";
import { run } from "@coffer/testkit/run";
import type { Finished } from "@coffer/testkit/run";
import { type Case, FACETS, type Facet, linesOf } from "./case.ts";
import { Judge, type Sight } from "./judge.ts";
import { idsIn, maskText } from "./mask.ts";
import { splitWords } from "./words.ts";
import { WORLDS, type WorldName } from "./worlds.ts";

/** One program with a folder of its own; both sides' folders have names of one length, since lengths are stored and printed. */
export interface Side {
  readonly folder: string;
  readonly program: Program;
}

/** What one side made of a case, masked. */
export type Outcome = Readonly<Record<Facet, string>> & { readonly lastCode: number };

interface PristineWorld {
  readonly folder: string;
  /** Prints of its repositories, by folder. */
  readonly prints: Readonly<Record<string, string>>;
  readonly known: ReadonlySet<string>;
}

const LINE_TIMEOUT_MS = 60_000;
const PASSPHRASE = "correct horse";

/** Makes worlds, and plays cases in copies of them. */
export class Theatre {
  readonly borg: Side;
  readonly coffer: Side;
  readonly #root: string;
  readonly #judge: Judge;
  readonly #worlds = new Map<WorldName, Promise<PristineWorld>>();
  #scenes = 0;
  #borgMounts: boolean | undefined;

  constructor(root: string, borg: Program, coffer: Program) {
    this.#root = root;
    this.borg = makeSide(join(root, "b"), borg);
    this.coffer = makeSide(join(root, "c"), coffer);
    this.#judge = new Judge(borg);
  }

  close(): void {
    this.#judge.close();
  }

  /** False, or why the real borg cannot mount here. */
  whyNoMounts(): string | false {
    if (this.#borgMounts === undefined) {
      const env = this.#environment(this.borg, this.#root);
      const { stderr } = spawnSync(this.borg.program.path, ["mount", "/nowhere", "/nowhere"], {
        env,
        encoding: "utf8",
      });
      this.#borgMounts = !stderr.includes("not available");
    }
    return this.#borgMounts ? false : "the real borg cannot mount (Debian: apt install python3-llfuse)";
  }

  /** Plays a case on both sides at once. */
  async playTwins(one: Case, world: WorldName, env: Readonly<Record<string, string>>): Promise<[Outcome, Outcome]> {
    this.#scenes += 1;
    const name = `s${this.#scenes}`;
    return await Promise.all([
      this.#play(this.borg, name, one, world, env),
      this.#play(this.coffer, name, one, world, env),
    ]);
  }

  async #play(
    side: Side,
    name: string,
    one: Case,
    world: WorldName,
    env: Readonly<Record<string, string>>,
  ): Promise<Outcome> {
    const pristine = await this.#world(world);
    const scene = join(side.folder, name);
    await copyScene(pristine.folder, scene);
    const environment = { ...this.#environment(side, scene), ...env, ...one.env };
    if (one.prepare !== undefined) await this.#shell(one.prepare, scene, environment);
    const finished: Finished[] = [];
    for (const line of linesOf(one)) {
      finished.push(await this.#runLine(side, line, scene, environment, one.input));
    }
    const sight = await this.#judge.look(scene, environment, pristine.prints);
    const outcome = describe(finished, sight, (text) => maskText(text, { root: this.#root, known: pristine.known }));
    if (process.env["COFFER_KEEP"] === undefined) await tearDown(scene);
    return outcome;
  }

  async #runLine(
    side: Side,
    line: string,
    cwd: string,
    env: Readonly<Record<string, string>>,
    input: string | undefined,
  ): Promise<Finished> {
    if (line.startsWith("$ ")) {
      return await run("sh", ["-c", line.slice(2)], { cwd, env, input, timeoutMs: LINE_TIMEOUT_MS });
    }
    const finished = await run(join(side.folder, "bin/borg"), splitWords(line), {
      cwd,
      env,
      input,
      timeoutMs: LINE_TIMEOUT_MS,
    });
    assert.ok(!finished.timedOut, `${side.program.name} hangs: ${line}\n${finished.stderr}`);
    return finished;
  }

  async #shell(script: string, cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
    const { code, stderr } = await run("sh", ["-e", "-c", script], { cwd, env, timeoutMs: LINE_TIMEOUT_MS });
    assert.equal(code, 0, `the case itself is wrong: ${script}\n${stderr}`);
  }

  #environment(side: Side, scene: string): Record<string, string> {
    const home = join(scene, "home");
    return {
      PATH: `${join(side.folder, "bin")}:${process.env["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin"}`,
      HOME: home,
      BORG_BASE_DIR: home,
      BORG_HOST_ID: "host@1",
      BORG_HOSTNAME: "host.example.org",
      BORG_USERNAME: "somebody",
      BORG_PASSPHRASE: PASSPHRASE,
      BORG_EXIT_CODES: "modern",
      BORG_SELFTEST: "disabled",
      // the bytes are the same with any number; here it is the start of threads that would take the time
      COFFER_THREADS: "0",
      COLUMNS: "100",
      LANG: "C.UTF-8",
      LC_ALL: "C.UTF-8",
      TZ: "UTC",
      PYTHONPATH: join(side.folder, "modules"),
      TMPDIR: process.env["TMPDIR"] ?? "/tmp",
    };
  }

  #world(name: WorldName): Promise<PristineWorld> {
    const there = this.#worlds.get(name);
    if (there !== undefined) return there;
    const made = this.#makeWorld(name);
    this.#worlds.set(name, made);
    return made;
  }

  async #makeWorld(name: WorldName): Promise<PristineWorld> {
    const { from, lines } = WORLDS[name];
    const folder = join(this.#root, "b", `world-${name}`);
    if (from === undefined) mkdirSync(join(folder, "home"), { recursive: true });
    else await copyScene((await this.#world(from)).folder, folder);
    const env = this.#environment(this.borg, folder);
    for (const line of lines) {
      const { code, stderr } = await this.#runLine(this.borg, line, folder, env, undefined);
      assert.ok(code === 0 || code === 107, `world ${name}: ${line}\n${stderr}`);
    }
    const sight = await this.#judge.look(folder, env, {});
    assert.doesNotMatch(JSON.stringify(sight.repositories), /"error"/, `world ${name}`);
    const prints = Object.entries(sight.repositories).map(([path, { print }]) => [path, print]);
    return { folder, prints: Object.fromEntries(prints), known: idsIn(JSON.stringify(sight)) };
  }
}

function makeSide(folder: string, program: Program): Side {
  mkdirSync(join(folder, "bin"), { recursive: true });
  mkdirSync(join(folder, "modules"));
  for (const path of fuseModules()) symlinkSync(path, join(folder, "modules", basename(path)));
  for (const name of ["borg", "borgfs"]) symlinkSync(program.path, join(folder, "bin", name));
  return { folder, program };
}

/** Debian's llfuse, which pip's borg has not got; alone, as Debian's folder of modules has a borg of its own. */
function fuseModules(): string[] {
  const folder = "/usr/lib/python3/dist-packages";
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^llfuse.*\.so$/.test(name))
    .map((name) => join(folder, name));
}

/** Copies a scene with everything in it; what the client remembers of the repository's place is moved along. */
async function copyScene(from: string, to: string): Promise<void> {
  const { code, stderr } = await run("cp", ["-a", "--reflink=auto", from, to]);
  assert.equal(code, 0, stderr);
  for (const file of rememberedPlaces(join(to, "home"))) {
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(`${from}/`, `${to}/`));
  }
  // the files cache forgets the newest file of all, which would be another one on each side
  await new Promise((resolve) => setTimeout(resolve, 10));
  if (existsSync(join(to, "source"))) writeFileSync(join(to, "source/zz-newest"), "");
}

function rememberedPlaces(home: string): string[] {
  const folders: readonly (readonly [string, string])[] = [
    [".config/borg/security", "location"],
    [".cache/borg", "config"],
  ];
  return folders.flatMap(([folder, file]) => {
    const path = join(home, folder);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .map((name) => join(path, name, file))
      .filter(existsSync);
  });
}

function describe(finished: readonly Finished[], sight: Sight, mask: (text: string) => string): Outcome {
  const texts: Record<Facet, string> = {
    code: finished.map(({ code }) => code).join(" "),
    stdout: finished.map(({ text }) => text).join("--- next line\n"),
    stderr: finished.map(({ stderr }) => stderr).join("--- next line\n"),
    files: JSON.stringify(sight.files, undefined, 1),
    home: sight.home.join("\n"),
    repositories: JSON.stringify(
      Object.fromEntries(Object.entries(sight.repositories).map(([name, { told }]) => [name, told ?? "as before"])),
      undefined,
      1,
    ),
  };
  const masked = Object.fromEntries(FACETS.map((facet) => [facet, mask(texts[facet])])) as Record<Facet, string>;
  return { ...masked, home: masked.home.split("\n").sort().join("\n"), lastCode: finished.at(-1)?.code ?? 0 };
}

async function tearDown(scene: string): Promise<void> {
  const mounts = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${scene}/`));
  for (const mount of mounts) await run("umount", ["-l", mount]);
  removeTree(scene);
}
