import { readFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type { ClientFolders } from "@coffer/engine/context";

export type Env = Readonly<Record<string, string | undefined>>;

/** What the rules for the folders ask about accounts. */
export interface Accounts {
  readonly uid: number;
  /** Home folder of an account by number or name; undefined if there is none. */
  homeOf(account: number | string): string | undefined;
}

/**
 * Borg's places on the client, from the environment. Nothing is created.
 *
 * `BORG_BASE_DIR` moves all of them and switches the XDG variables off; `BORG_CONFIG_DIR`, `BORG_CACHE_DIR`,
 * `BORG_KEYS_DIR` and `BORG_SECURITY_DIR` move one each. HOME is not believed where it is root's home and we are not root.
 *
 * @param cwd Relative folders start from here.
 */
export function clientFolders(env: Env, accounts: Accounts, cwd: string): ClientFolders {
  const base = baseFolder(env, accounts);
  const ownBase = nonEmpty(env["BORG_BASE_DIR"]) !== undefined;
  const home = (variable: string, name: string): string => (ownBase ? undefined : env[variable]) ?? join(base, name);
  const config = env["BORG_CONFIG_DIR"] ?? join(home("XDG_CONFIG_HOME", ".config"), "borg");
  const cache = env["BORG_CACHE_DIR"] ?? join(home("XDG_CACHE_HOME", ".cache"), "borg");
  const absolute = (path: string): string => (isAbsolute(path) ? path : resolve(cwd, path));
  return {
    base: absolute(base),
    config: absolute(config),
    keys: absolute(env["BORG_KEYS_DIR"] ?? join(config, "keys")),
    security: absolute(env["BORG_SECURITY_DIR"] ?? join(config, "security")),
    cache: absolute(cache),
  };
}

function baseFolder(env: Env, accounts: Accounts): string {
  const own = nonEmpty(env["BORG_BASE_DIR"]);
  if (own !== undefined) return own;
  const home = nonEmpty(env["HOME"]);
  if (home !== undefined) {
    const rootHome = accounts.homeOf(0);
    const foreign = accounts.uid !== 0 && rootHome !== undefined && resolve(home) === resolve(rootHome);
    if (!foreign) return home;
    const real = accounts.homeOf(accounts.uid);
    if (real !== undefined) return real;
  }
  const user = nonEmpty(env["USER"]);
  if (user !== undefined) return accounts.homeOf(user) ?? `~${user}`;
  return accounts.homeOf(accounts.uid) ?? "~";
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** Accounts from `/etc/passwd`. */
export function systemAccounts(): Accounts {
  let lines: string[][] | undefined;
  const rows = (): string[][] => {
    lines ??= readPasswd();
    return lines;
  };
  return {
    uid: process.geteuid?.() ?? 0,
    homeOf: (account) => {
      const field = typeof account === "number" ? 2 : 0;
      return rows().find((row) => row[field] === String(account))?.[5];
    },
  };
}

function readPasswd(): string[][] {
  try {
    return readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"));
  } catch {
    return [];
  }
}
