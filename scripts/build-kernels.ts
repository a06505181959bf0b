/**
 * Compiles the kernels (packages/format/src/kernels/assembly, AssemblyScript) to WebAssembly modules in base64, so that loading
 * them needs no file access: `plain.ts` over ordinary memory, `shared.ts` over memory that threads share.
 *
 * Does nothing when the outputs were made from the present sources. `--text` prints the WebAssembly text instead.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Asc {
  main(
    args: string[],
    options: {
      readFile(name: string, base: string): string | null;
      writeFile(name: string, contents: string | Uint8Array, base: string): void;
      listFiles(folder: string, base: string): string[];
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

const kernels = fileURLToPath(new URL("../packages/format/src/kernels/", import.meta.url));
const sources = readdirSync(`${kernels}assembly`)
  .filter((name) => name.endsWith(".ts"))
  .toSorted();

const OPTIONS =
  "-O3 --converge --noAssert --runtime stub --enable simd --importMemory --noExportMemory --initialMemory 1 --maximumMemory 65536".split(
    " ",
  );

const variants = {
  plain: [],
  shared: ["--enable", "threads", "--sharedMemory"],
} as const;

/** Names all that the outputs depend on. */
function fingerprint(): string {
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of sources) hash.update(name).update(readFileSync(`${kernels}assembly/${name}`));
  const lock = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return hash.update(/"assemblyscript": *"[^"]*"/.exec(lock)?.[0] ?? "").digest("hex");
}

async function compile(flags: readonly string[], textWanted: boolean): Promise<string | Uint8Array> {
  // Loaded here, so that an up-to-date build does not pay for the compiler.
  const { default: asc } = (await import("assemblyscript/asc")) as unknown as { default: Asc };
  let output: string | Uint8Array = "";
  const { error, stderr } = await asc.main(
    ["index.ts", textWanted ? "--textFile" : "--outFile", "out", ...OPTIONS, ...flags],
    {
      readFile: (name) =>
        existsSync(`${kernels}assembly/${name}`) ? readFileSync(`${kernels}assembly/${name}`, "utf8") : null,
      writeFile: (_name, contents) => {
        output = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`the kernels do not compile\n${stderr.toString()}`, { cause: error });
  return output;
}

if (process.argv.includes("--text")) {
  console.log(await compile(variants.plain, true));
} else {
  const made = `// Made by scripts/build-kernels.ts from ${fingerprint()}; not to be edited.\n`;
  mkdirSync(`${kernels}generated`, { recursive: true });
  for (const [name, flags] of Object.entries(variants)) {
    const path = `${kernels}generated/${name}.ts`;
    if (existsSync(path) && readFileSync(path, "utf8").startsWith(made)) continue;
    const base64 = Buffer.from(await compile(flags, false)).toString("base64");
    // By way of a rename: test runs and builds may happen side by side.
    const fresh = `${path}.${process.pid}`;
    writeFileSync(fresh, `${made}export const wasmBase64: string =\n  "${base64}";\n`);
    renameSync(fresh, path);
    console.log(`kernels: ${name}, ${Math.round((base64.length * 3) / 4)} bytes of WebAssembly`);
  }
}
