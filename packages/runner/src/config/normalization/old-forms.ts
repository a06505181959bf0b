import {
  list,
  mapping,
  scalar,
  withEntry,
  withoutEntries,
  type ConfigNode,
  type MappingNode,
  type Report,
  type ScalarNode,
} from "../tree/index.ts";

const RENAMED = { numeric_owner: "numeric_ids", bsd_flags: "flags", remote_rate_limit: "upload_rate_limit" };

/** Gives options the names that they have now. */
export function renameOptions(root: MappingNode, report: Report): MappingNode {
  let result = root;
  for (const [old, name] of Object.entries(RENAMED)) {
    const value = result.entries.get(old);
    if (value === undefined) continue;
    result = withoutEntries(result, [old]);
    if (value.kind === "scalar" && value.value === null) continue;
    report.warn(value.origin, `${old} is deprecated; write ${name}`);
    result = withEntry(result, name, value);
  }
  return result;
}

/** Settings of a monitor that used to be its URL or key alone. */
const SHORT_MONITORS = { healthchecks: "ping_url", cronitor: "ping_url", pagerduty: "integration_key" };

/** Makes lists and sets of options of what may still be a plain value. */
export function expandShortForms(root: MappingNode, report: Report): MappingNode {
  let result = root;
  const replace = (name: string, value: ConfigNode, instead: string): void => {
    report.warn(value.origin, `${name}: this form is deprecated; write ${instead}`);
    result = withEntry(result, name, value);
  };
  for (const [name, member] of Object.entries(SHORT_MONITORS)) {
    const value = result.entries.get(name);
    if (isText(value)) replace(name, mapping([[member, value]], value.origin), `${name}: {${member}: ...}`);
  }
  const present = result.entries.get("exclude_if_present");
  if (isText(present)) {
    replace("exclude_if_present", list([present], present.origin), `exclude_if_present: [${String(present.value)}]`);
  }
  const checks = result.entries.get("checks");
  if (checks?.kind === "list" && isText(checks.items[0])) {
    const items = checks.items.map((item) => (isText(item) ? mapping([["name", item]], item.origin) : item));
    replace("checks", list(items, checks.origin), `checks: [{name: ${String(checks.items[0].value)}}, ...]`);
  }
  return result;
}

/** What the words for statistics of borgmatic 2.1.8 and later mean. */
const STATISTICS: Readonly<Record<string, { readonly name: string; readonly value: boolean }>> = {
  standard: { name: "statistics", value: true },
  quick: { name: "quick_statistics", value: true },
  none: { name: "statistics", value: false },
};

/** Takes `statistics` as later versions of borgmatic write it. */
export function readStatistics(root: MappingNode): MappingNode {
  const value = root.entries.get("statistics");
  const meant = isText(value) ? STATISTICS[String(value.value)] : undefined;
  if (value === undefined || meant === undefined) return root;
  return withEntry(withoutEntries(root, ["statistics"]), meant.name, scalar(meant.value, value.origin));
}

/** Moves `store_config_files` to where it belongs; `bootstrap` is always there. */
export function completeBootstrap(root: MappingNode, report: Report): MappingNode {
  const bootstrap = root.entries.get("bootstrap") ?? mapping([], root.origin);
  const stored = root.entries.get("store_config_files");
  const rest = withEntry(withoutEntries(root, ["store_config_files"]), "bootstrap", bootstrap);
  if (stored === undefined || (stored.kind === "scalar" && stored.value === null)) return rest;
  report.warn(stored.origin, "store_config_files is deprecated here; write bootstrap: {store_config_files: ...}");
  if (bootstrap.kind !== "mapping") return rest;
  return withEntry(rest, "bootstrap", withEntry(bootstrap, "store_config_files", stored));
}

/** Warns of what is still honoured as it stands. */
export function warnOfDeprecated(root: MappingNode, report: Report): void {
  const instead = {
    prefix: "write archive_name_format or match_archives",
    borgmatic_source_directory: "write user_runtime_directory and user_state_directory",
  };
  for (const [name, advice] of Object.entries(instead)) {
    const value = root.entries.get(name);
    if (isText(value) && value.value !== "") report.warn(value.origin, `${name} is deprecated; ${advice}`);
  }
}

function isText(node: ConfigNode | undefined): node is ScalarNode {
  return node?.kind === "scalar" && typeof node.value === "string";
}
