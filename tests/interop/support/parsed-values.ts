/** Brings parsed values of ours and of the real borg to one form, so that they can be compared. */

/** Names that are not Borg's in snake case. */
const NAMES: Readonly<Record<string, string>> = {
  filesCache: "files_cache_mode",
  filter: "output_filter",
  force: "forced",
  list: "output_list",
  newName: "name",
  repositoryOnly: "repo_only",
  second: "archive2",
};

/** Our values by our names, functions and compiled patterns made plain; `help` is no value. */
export function plainValues(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name !== "help" && name !== "version")
      .map(([name, value]) => [name, plainValue(name, value)]),
  );
}

function plainValue(name: string, value: unknown): unknown {
  if (name === "patterns") return emptyAsNull((value as Patterns).rules.map(plainRule));
  if (name === "stdinUser" || name === "stdinGroup") return value ?? "root";
  if (name === "paths") return unique(value);
  if (name === "sortBy" && Array.isArray(value)) {
    const keys = value as readonly { readonly field: string; readonly descending: boolean }[];
    return keys.map(({ field, descending }) => (descending ? `>${field}` : field)).join(",");
  }
  if (name === "within" && value === 0) return null;
  if (name === "filesCache") return value ?? "cis";
  if (name === "compression") return value ?? { name: "lz4" };
  return plain(value);
}

interface Patterns {
  readonly rules: readonly {
    readonly action: string;
    readonly pattern: { readonly style: string; readonly text: string };
  }[];
}

const ACTIONS: Readonly<Record<string, string>> = {
  include: "Include",
  exclude: "Exclude",
  "exclude-no-recurse": "ExcludeNoRecurse",
};

function plainRule({ action, pattern }: Patterns["rules"][number]): string[] {
  return [ACTIONS[action] ?? action, pattern.style, pattern.text];
}

function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return emptyAsNull(value.map(plain));
  if (typeof value !== "object") return value;
  const fields = value as Record<string, unknown>;
  if ("algorithm" in fields) return Object.values(fields);
  if ("proto" in fields) {
    const { proto, user, host, port, path, archive } = fields;
    return Object.fromEntries(
      Object.entries({ proto, user, host, port, path, archive }).map(([key, part]) => [key, part ?? null]),
    );
  }
  return Object.fromEntries(Object.entries(fields).map(([key, part]) => [key, plain(part)]));
}

function emptyAsNull(values: readonly unknown[]): readonly unknown[] | null {
  return values.length === 0 ? null : values;
}

/** `create` without PATH doubles the roots of its patterns there; every root is walked once all the same. */
function unique(paths: unknown): readonly unknown[] | null {
  return emptyAsNull([...new Set(paths as readonly unknown[])]);
}

/** The real borg's value for a name of ours. @throws {Error} If it has none. */
export function theirValue(name: string, values: Readonly<Record<string, unknown>>): unknown {
  const snake = name.replace(/[A-Z0-9]+/g, (letters) => `_${letters.toLowerCase()}`);
  const theirName = [name, snake, NAMES[name] ?? "", `output_${snake}`].find((one) => one in values);
  if (theirName === undefined)
    throw new Error(`borg has no value for ${name}: it has ${Object.keys(values).join(", ")}`);
  const value = values[theirName];
  // old and new name of one option are two values there
  if (name === "noflags") return value === true || values["nobsdflags"] === true;
  if (name === "paths") return unique(value);
  // "<" means what nothing means
  if (name === "sortBy" && typeof value === "string") return value.replaceAll("<", "");
  return Array.isArray(value) ? emptyAsNull(value) : (value ?? null);
}
