/**
 * Bundles the programs into packages/cli/dist/bundle: `coffer.js` and `coffermatic.js` (the starts), `worker.js` (threads) and lazy chunks, all in one folder,
 * because the engine finds its worker beside the module that asks for it. Native packages stay outside.
 *
 * Commands that are started often begin with a `start-<command>.js` of their own, which bin/coffer prefers: the whole program and this
 * command, and nothing of the others. See docs/decisions/0193.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BuildOptions, Plugin } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "packages/cli/dist/bundle");
const fresh = `${target}.new-${process.pid}`;
const main = join(root, "packages/cli/src/main.ts");
const runner = join(root, "packages/runner/src/main.ts");
const worker = join(root, "packages/engine/src/archive/jobs/worker.ts");

/** The compile cache lies beside the bundle; a folder that cannot be written is no error. `main.ts` does the same. */
const workerCode = `
import { enableCompileCache } from "node:module";
enableCompileCache(import.meta.dirname + "/.cache");
await import(${JSON.stringify(worker)});
`;

for (const file of [main, worker]) {
  if (!existsSync(file)) {
    console.error(`build-bundle: ${file} does not exist yet; nothing built`);
    process.exit(0);
  }
}

/** The first thing that `create` does is to start the thread that it will walk on. */
const earlyCode = `
import { startEarlyWorker } from ${JSON.stringify(join(root, "packages/engine/src/threads/start-worker.ts"))};
startEarlyWorker(new URL("worker.js", import.meta.url));
`;
const EARLY: ReadonlySet<string> = new Set(["create"]);

/** Commands that schedules and frontends start again and again. */
const OFTEN = ["check", "compact", "create", "delete", "extract", "info", "list", "prune", "recreate", "serve"];

const commands = join(root, "packages/cli/src/commands");
const commandFiles = readdirSync(commands)
  .filter((name) => /^[a-z-]+\.ts$/.test(name))
  .map((name) => basename(name, ".ts"));

const options = {
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  conditions: ["source", "node"],
  mainFields: ["module", "main"],
  chunkNames: "[name]-[hash]",
  external: ["koffi", "@napi-rs/*"],
  // its other form cannot be shaken, nor loaded without `require`
  alias: { yaml: join(root, "node_modules/yaml/browser/dist/index.js") },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  sourcemap: false,
  metafile: true,
  logLevel: "warning",
} as const satisfies BuildOptions;

/** Source text in the place of a module. */
function virtual(modules: Readonly<Record<string, string>>): Plugin {
  return {
    name: "virtual",
    setup(hooks) {
      hooks.onResolve({ filter: /^virtual:/ }, (found) => ({ path: found.path.slice(8), namespace: "entry" }));
      hooks.onLoad({ filter: /.*/, namespace: "entry" }, ({ path }) => ({
        contents: modules[path] ?? "",
        resolveDir: root,
      }));
    },
  };
}

/** Has the program loaded together with one command; tables of others are taken from the general bundle. */
function alone(): Plugin {
  return {
    name: "alone",
    setup(hooks) {
      hooks.onResolve({ filter: /^\.\/program\/index\.ts$/ }, ({ kind }) =>
        kind === "dynamic-import" ? { path: "program", namespace: "entry" } : undefined,
      );
      hooks.onResolve({ filter: /^\.\// }, ({ kind, importer, path }) =>
        kind === "dynamic-import" && importer === join(commands, "registry.ts")
          ? { path: `./command-${basename(path, ".ts")}.js`, external: true }
          : undefined,
      );
      // Modules of ours do nothing but define things: what is not used need not be loaded.
      hooks.onResolve({ filter: /^[.@#]/ }, async ({ path, pluginData, ...where }) => {
        if (pluginData === "resolved" || where.kind === "entry-point") return undefined;
        const found = await hooks.resolve(path, { ...where, pluginData: "resolved" });
        return { ...found, sideEffects: false };
      });
    },
  };
}

/** The program, which has one command loaded from the beginning. */
function programWith(command: string): string {
  return `
import { runProgram as run } from ${JSON.stringify(join(root, "packages/cli/src/program/index.ts"))};
import { command } from ${JSON.stringify(join(commands, `${command}.ts`))};
export const runProgram = () => run(new Map([[${JSON.stringify(command)}, command]]));
`;
}

rmSync(fresh, { recursive: true, force: true });
const result = await build({
  ...options,
  entryPoints: {
    coffer: main,
    coffermatic: runner,
    ...Object.fromEntries(commandFiles.map((name) => [`command-${name}`, join(commands, `${name}.ts`)])),
  },
});
await build({
  ...options,
  entryPoints: { worker: "virtual:worker" },
  plugins: [alone(), virtual({ worker: workerCode })],
});
for (const command of OFTEN) {
  const start = `${EARLY.has(command) ? 'import "virtual:early";' : ""} import ${JSON.stringify(main)};`;
  await build({
    ...options,
    entryPoints: { [`start-${command}`]: "virtual:start" },
    plugins: [alone(), virtual({ start, early: earlyCode, program: programWith(command) })],
  });
}

// Packages in the older form of modules ask for Node's own by `require`, which modules of today do not have.
for (const name of readdirSync(fresh).filter((one) => one.endsWith(".js"))) {
  const path = join(fresh, name);
  const text = readFileSync(path, "utf8");
  if (!text.includes("Dynamic require of")) continue;
  const head = 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);';
  writeFileSync(path, head + text);
}

// bin/coffer answers `--version` from here
const { stdout: version } = spawnSync(process.execPath, [join(fresh, "coffer.js"), "--version"], { encoding: "utf8" });
if (!/^borg \d/.test(version)) throw new Error(`the bundle does not start: ${version}`);
writeFileSync(join(fresh, "version"), version);

// Swap whole folders: a coffer that starts meanwhile sees the old bundle or the new one (or, for a moment, the sources).
const old = `${target}.old-${process.pid}`;
mkdirSync(join(target, ".."), { recursive: true });
if (existsSync(target)) renameSync(target, old);
renameSync(fresh, target);
rmSync(old, { recursive: true, force: true });

// First starts fill the compile cache: have them here, where the folder can be written. All end at a repository or a configuration that is not there.
for (const command of [...OFTEN, "init"]) {
  spawnSync(join(root, "bin/coffer"), [command, "/nonexistent/coffer::a"], {
    stdio: "ignore",
    env: { ...process.env, BORG_BASE_DIR: fresh, BORG_PASSPHRASE: "" },
  });
}
spawnSync(join(root, "bin/coffermatic"), ["-c", join(fresh, "none.yaml")], { stdio: "ignore" });
rmSync(fresh, { recursive: true, force: true });

const sizes = readdirSync(target).filter((name) => name.endsWith(".js"));
const bytes = sizes.reduce((sum, name) => sum + statSync(join(target, name)).size, 0);
console.log(
  `bundle: ${sizes.length} files, ${Math.round(bytes / 1024)} KiB, ${Object.keys(result.metafile.inputs).length} inputs`,
);
