import type { MsgpackValue } from "../bytes/index.ts";
import { compareVersions, formatVersion, parseVersion } from "./version.ts";
import type { BorgVersion } from "./version.ts";

/** A method of the server, as far as both sides must agree on it. */
export interface RpcMethod {
  /** Names of the arguments in the order of the positional form; absent: not callable that way. */
  readonly positional?: readonly string[];
  /** The first version that has it; absent: all have. */
  readonly since?: string;
  /** Parameters that came later. Servers drop arguments that they do not know. */
  readonly later?: Readonly<Record<string, LaterParameter>>;
}

interface LaterParameter {
  readonly since: string;
  /** An older server does what this value says. Absent: what it does is good enough for any value. */
  readonly previously?: MsgpackValue;
}

/** Every method, by its name on the wire. */
export const RPC_METHODS: ReadonlyMap<string, RpcMethod> = new Map<string, RpcMethod>([
  ["negotiate", { positional: ["client_data"] }],
  [
    "open",
    {
      positional: ["path", "create", "lock_wait", "lock", "exclusive", "append_only"],
      later: {
        append_only: { since: "1.0.7", previously: false },
        make_parent_dirs: { since: "1.1.9", previously: false },
      },
    },
  ],
  ["__len__", { positional: [] }],
  ["list", { positional: ["limit", "marker"] }],
  ["scan", { since: "1.1.0b3" }],
  ["get", { positional: ["id"] }],
  ["put", { positional: ["id", "data"] }],
  ["delete", { positional: ["id"] }],
  [
    "commit",
    {
      positional: ["save_space"],
      later: {
        compact: { since: "1.2.0a0" },
        threshold: { since: "1.2.0a8" },
        cleanup_commits: { since: "1.2.0a0" },
      },
    },
  ],
  ["rollback", { positional: [] }],
  [
    "check",
    {
      positional: ["repair", "save_space"],
      later: { max_duration: { since: "1.2.0a4", previously: 0 } },
    },
  ],
  ["destroy", { positional: [] }],
  ["save_key", { positional: ["keydata"] }],
  ["load_key", { positional: [] }],
  ["get_free_nonce", { positional: [] }],
  ["commit_nonce_reservation", { positional: ["next_unreserved", "start_nonce"] }],
  ["break_lock", { positional: [] }],
  ["inject_exception", {}],
]);

/** Why a server cannot be asked this. */
export interface Outdated {
  /** Method, or method and parameter, in Borg's words. */
  readonly what: string;
  readonly required: string;
}

/** @returns What a server of this version lacks for the call; `undefined` if it will do. */
export function outdatedFor(
  version: BorgVersion,
  method: string,
  args: ReadonlyMap<string, MsgpackValue>,
): Outdated | undefined {
  const { since, later = {} } = RPC_METHODS.get(method) ?? {};
  const lacks = (required: string): boolean => compareVersions(version, parseVersion(required)) < 0;
  if (since !== undefined && lacks(since)) return { what: method, required: formatVersion(parseVersion(since)) };
  for (const [name, parameter] of Object.entries(later)) {
    const { previously, since: required } = parameter;
    const value = args.get(name);
    if (value === undefined || previously === undefined || value === previously || !lacks(required)) continue;
    return { what: `${method} ${name}=${inPython(value)}`, required };
  }
  return undefined;
}

function inPython(value: MsgpackValue): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" || typeof value === "string" ? String(value) : "?";
}
