// Finds a Node >= 24 for a checkout whose system Node may be older. Runs on Node 20.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Path of a Node >= 24, or `undefined`: the packages node@24 or node-<platform>-<cpu>@24, else the one that runs this. */
export function findNode(root) {
  const modules = join(root, "node_modules");
  const names = existsSync(modules) ? readdirSync(modules).filter((name) => /^node-[a-z]+-[a-z0-9]+$/.test(name)) : [];
  for (const name of ["node", ...names]) {
    const path = join(modules, name, "bin/node");
    if (existsSync(path)) return path;
  }
  return Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : undefined;
}
