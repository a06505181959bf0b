// Runs after `npm install` and `npm ci` in a checkout, on whatever Node npm has: builds kernels and bundle with the Node 24 that was
// just installed. Where there are no sources (a consumer of the package) it does nothing; a failed build does not fail the install.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode } from "./find-node.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const steps = ["scripts/build-kernels.ts", "scripts/build-bundle.ts"];

if (steps.every((step) => existsSync(join(root, step))) && process.env.COFFER_NO_PREPARE === undefined) {
  const node = findNode(root);
  if (node === undefined) {
    console.warn("prepare: no Node >= 24 found; nothing was built. `npm run build` does it later.");
  } else {
    for (const step of steps) {
      const { status } = spawnSync(node, [step], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
      if (status !== 0) {
        console.warn(`prepare: ${step} failed; \`npm run build\` shows why.`);
        break;
      }
    }
  }
}
