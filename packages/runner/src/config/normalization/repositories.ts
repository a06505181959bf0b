import { resolve } from "node:path";
import {
  list,
  mapping,
  scalar,
  withEntry,
  type ConfigNode,
  type MappingNode,
  type Report,
  type ScalarNode,
} from "../tree/index.ts";

/** What is an address as it stands. */
const ADDRESS = /^(?:ssh:\/\/|sftp:\/\/|rclone:|s3:|b2:)/;

/**
 * Gives repositories the form of today: a set of options each, with a path or a URL.
 *
 * @param cwd What `file://` with a relative path is relative to.
 */
export function normalizeRepositories(root: MappingNode, cwd: string, report: Report): MappingNode {
  const repositories = root.entries.get("repositories");
  if (repositories?.kind !== "list") return root;
  const plain = repositories.items.find((item) => isText(item));
  if (plain !== undefined) {
    report.warn(plain.origin, `repositories: this form is deprecated; write {path: ...} for each`);
  }
  const items = repositories.items.map((item) => {
    const options = isText(item) ? mapping([["path", item]], item.origin) : item;
    return options.kind === "mapping" ? withPath(options, cwd, report) : options;
  });
  return withEntry(root, "repositories", list(items, repositories.origin));
}

function withPath(options: MappingNode, cwd: string, report: Report): MappingNode {
  const path = options.entries.get("path");
  if (!isText(path)) return options;
  if (path.value.includes("~")) {
    report.warn(path.origin, `${path.value}: ~ in paths of repositories is deprecated; write the folder itself`);
  }
  const normal = normalizePath(path.value, cwd);
  if (normal === path.value) return options;
  if (!path.value.startsWith("file://")) {
    report.warn(path.origin, `${path.value}: this form is deprecated; write ${normal}`);
  }
  return withEntry(options, "path", scalar(normal, path.origin));
}

function normalizePath(path: string, cwd: string): string {
  if (path.startsWith("file://")) return resolve(cwd, path.slice("file://".length));
  // a colon in an absolute path is part of a name
  if (!path.includes(":") || path.startsWith("/") || ADDRESS.test(path)) return path;
  return `ssh://${path.replaceAll(":~", "/~").replaceAll(":/", "/").replaceAll(":", "/./")}`;
}

function isText(node: ConfigNode | undefined): node is ScalarNode & { readonly value: string } {
  return node?.kind === "scalar" && typeof node.value === "string";
}
