import assert from "node:assert/strict";
import { test } from "node:test";
import { type Accounts, type Env, clientFolders } from "./index.ts";

const accounts = (uid: number): Accounts => ({
  uid,
  homeOf: (account) =>
    new Map<number | string, string>([
      [0, "/root"],
      [1000, "/home/joe"],
      ["joe", "/home/joe"],
    ]).get(account),
});
const folders = (env: Env, uid: number = 1000): ReturnType<typeof clientFolders> =>
  clientFolders(env, accounts(uid), "/work");

test("clientFolders() starts from HOME", () => {
  assert.deepEqual(folders({ HOME: "/h" }), {
    base: "/h",
    config: "/h/.config/borg",
    keys: "/h/.config/borg/keys",
    security: "/h/.config/borg/security",
    cache: "/h/.cache/borg",
  });
});

test("clientFolders() does not believe root's home of anybody else", () => {
  assert.equal(folders({ HOME: "/root" }).base, "/home/joe");
  assert.equal(folders({ HOME: "/root/." }).base, "/home/joe");
  assert.equal(folders({ HOME: "/root" }, 0).base, "/root");
});

test("clientFolders() falls back to USER and to the account", () => {
  assert.equal(folders({ USER: "joe" }, 5).base, "/home/joe");
  assert.equal(folders({}).base, "/home/joe");
});

test("clientFolders() obeys XDG unless BORG_BASE_DIR is set", () => {
  const xdg = { HOME: "/h", XDG_CONFIG_HOME: "/xc", XDG_CACHE_HOME: "/xa" };
  assert.equal(folders(xdg).config, "/xc/borg");
  assert.equal(folders(xdg).cache, "/xa/borg");
  assert.equal(folders({ ...xdg, BORG_BASE_DIR: "/b" }).config, "/b/.config/borg");
  assert.equal(folders({ ...xdg, BORG_BASE_DIR: "/b" }).cache, "/b/.cache/borg");
});

test("clientFolders() lets each folder be named by itself", () => {
  const env = {
    HOME: "/h",
    BORG_CONFIG_DIR: "/c",
    BORG_CACHE_DIR: "rel",
    BORG_KEYS_DIR: "/k",
    BORG_SECURITY_DIR: "/s",
  };
  assert.deepEqual(folders(env), { base: "/h", config: "/c", keys: "/k", security: "/s", cache: "/work/rel" });
  assert.equal(folders({ HOME: "/h", BORG_CONFIG_DIR: "/c" }).security, "/c/security");
});
