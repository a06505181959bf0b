// What every entry into a checkout needs first: installed modules, a Node >= 24, the built kernels and bundle. Runs on Node 20.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { findNode } from "./find-node.mjs";

/** Installs the modules of package-lock.json unless they are there already. */
export function installModules(root) {
  const installed = join(root, "node_modules/.package-lock.json");
  const lock = join(root, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs && findNode(root) !== undefined)
    return;
  // not `npm ci`: it fails where a registry lacks packages of platforms that are not ours. Versions are those of the lock all the same
  console.log("npm install");
  // prepare would build what setup builds anyway
  const env = { ...process.env, COFFER_NO_PREPARE: "1" };
  const options = { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] };
  const { status } = spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], options);
  if (status !== 0) process.exit(status ?? 1);
}

/** @returns Path of a Node >= 24; ends the process with advice when there is none. */
export function requireNode(root) {
  const node = findNode(root);
  if (node !== undefined) return node;
  console.error(
    "no Node >= 24: npm must be allowed to install the package `node` (its preinstall script fetches the binary)",
  );
  return process.exit(1);
}

/** Builds kernels and bundle; ends the process if that fails. `COFFER_NO_BUILD` (set by tests, which have built) skips it. */
export function build(root, node) {
  if (process.env.COFFER_NO_BUILD !== undefined) return;
  for (const step of ["scripts/build-kernels.ts", "scripts/build-bundle.ts"]) {
    const { status } = spawnSync(node, [step], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) {
      console.error(`${step} failed`);
      process.exit(1);
    }
  }
}
