/** Writes man/ and completions/ anew from the tables of options. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GENERATED_FOLDERS, generatedFiles } from "@coffer/cli/manual";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = await generatedFiles();
for (const folder of GENERATED_FOLDERS) {
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder));
}
for (const [path, text] of files) writeFileSync(join(root, path), text);
console.log(`${files.size} files in ${GENERATED_FOLDERS.join(" and ")}`);
