import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The words that start coffer with the Node of this process: from the same bundle, or the same sources. */
export function cofferProgram(): readonly string[] {
  return [process.execPath, ...process.execArgv, cofferModule(process.argv[1] ?? "")];
}

function cofferModule(start: string): string {
  if (basename(start) === "coffermatic.js") return join(dirname(start), "coffer.js");
  // beside this package: sources in src, what is built of them in dist
  const own = fileURLToPath(import.meta.url);
  return own.endsWith(".ts")
    ? fileURLToPath(new URL("../../../cli/src/main.ts", import.meta.url))
    : fileURLToPath(new URL("../../../cli/dist/main.js", import.meta.url));
}
