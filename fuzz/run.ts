/**
 * Fuzzes the decoders: `npm run fuzz -- [NAME...] [--seconds N] [--seed N] [--smoke]`.
 *
 * Each target runs in a process of its own, two at a time. Findings go to fuzz/crashes; what was mended joins fuzz/corpus/<name>/,
 * whose files are run first from then on.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { watch } from "./engine/watch.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const SECONDS_SMOKE = 10;
const SECONDS_DEFAULT = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string" },
    seed: { type: "string" },
    runs: { type: "string" },
    smoke: { type: "boolean" },
    jobs: { type: "string" },
    child: { type: "boolean" },
  },
});
const seconds = Number(values.seconds ?? (values.smoke === true ? SECONDS_SMOKE : SECONDS_DEFAULT));
const seed = Number(values.seed ?? Math.floor(Math.random() * 0x7fffffff));

if (values.child === true) await runChild(positionals[0] ?? "");
else await runAll();

async function runAll(): Promise<void> {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".fuzz.ts"))
    .map((name) => name.slice(0, -".fuzz.ts".length))
    .filter((name) => positionals.length === 0 || positionals.includes(name))
    .toSorted();
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0 || names.length === 0) {
    console.error(`no such target: ${unknown.join(" ")}`);
    process.exit(2);
  }
  console.log(`fuzz: ${names.length} targets, ${seconds} s each, seed ${seed}`);
  const totals = { passed: 0, failed: 0, skipped: 0, skips: [] };
  const queue = [...names];
  const lanes = Array.from({ length: Number(values.jobs ?? 2) }, async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      if (await spawnChild(name)) totals.passed += 1;
      else totals.failed += 1;
    }
  });
  await Promise.all(lanes);
  console.log(`fuzz: ${totals.passed} passed, ${totals.failed} failed`);
  const file = process.env["COFFER_TEST_TOTALS"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(totals)}\n`);
  process.exitCode = totals.failed > 0 ? 1 : 0;
}

/** @returns Whether the target held. */
async function spawnChild(name: string): Promise<boolean> {
  const args = [fileURLToPath(import.meta.url), name, "--child", "--seconds", String(seconds), "--seed", String(seed)];
  if (values.runs !== undefined) args.push("--runs", values.runs);
  const child = spawn(process.execPath, ["-C", "source", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const [code] = (await once(child, "close")) as [number | null];
  if (output !== "") console.log(output.trimEnd());
  if (code !== 0 && code !== 1) {
    console.log(
      `  ${name}: FINDING: the process died (${code ?? "signal"}); again with: npm run fuzz -- ${name} --seed ${seed}`,
    );
  }
  return code === 0;
}

async function runChild(name: string): Promise<void> {
  const outcome = await watch({
    file: new URL(`${name}.fuzz.ts`, import.meta.url).href,
    corpus: readCorpus(name),
    seed,
    seconds,
    runs: values.runs === undefined ? undefined : Number(values.runs),
  });
  if (outcome.finding === undefined) {
    console.log(`  ${name}: ${outcome.runs} runs`);
    return;
  }
  const { input, text } = outcome.finding;
  const file = `${name}-${createHash("sha256").update(input).digest("hex").slice(0, 12)}`;
  mkdirSync(join(folder, "crashes"), { recursive: true });
  writeFileSync(join(folder, "crashes", file), input);
  writeFileSync(join(folder, "crashes", `${file}.txt`), `${text}\nseed ${seed}, run ${outcome.runs}\n`);
  console.log(
    `  ${name}: FINDING after ${outcome.runs} runs (seed ${seed}), ${input.length} bytes in fuzz/crashes/${file}\n${text}\n` +
      `  once it is mended: mkdir -p fuzz/corpus/${name} && mv fuzz/crashes/${file} fuzz/corpus/${name}/`,
  );
  process.exitCode = 1;
}

function readCorpus(name: string): Uint8Array[] {
  const path = join(folder, "corpus", name);
  if (!existsSync(path)) return [];
  return readdirSync(path).map((file) => new Uint8Array(readFileSync(join(path, file))));
}
