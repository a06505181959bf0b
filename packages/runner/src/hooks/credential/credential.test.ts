import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { dataSourcePlace, type DataSourcePlace } from "@coffer/testkit/data-sources";
import type { DataSourceConfiguration } from "../data-source/configuration.ts";
import { CredentialFailed, resolveCredential } from "./index.ts";

interface Asked extends DataSourcePlace {
  readonly resolve: (text: string) => Promise<string>;
}

async function asked(t: TestContext, configuration: DataSourceConfiguration, env: object = {}): Promise<Asked> {
  const place = await dataSourcePlace(t, configuration);
  const system = { ...place.context.system, env: { ...place.context.system.env, ...env } };
  return { ...place, resolve: (text) => resolveCredential(text, configuration, system) };
}

test("other text is no credential", async (t) => {
  const { resolve } = await asked(t, {});
  assert.equal(await resolve("trustsome1"), "trustsome1");
  assert.equal(await resolve("x{credential file y}"), "x{credential file y}");
});

test("file: below the working directory or the home folder, without line breaks at the end", async (t) => {
  const { resolve, folder } = await asked(t, { working_directory: "deep" });
  mkdirSync(join(folder, "deep"));
  writeFileSync(join(folder, "deep/secret word"), "p a$s\n");
  writeFileSync(join(folder, "home/other"), " q \r\n\n");
  assert.equal(await resolve(`{credential file "secret word"}`), "p a$s");
  assert.equal(await resolve("{credential file ~/other}"), " q ");
  await assert.rejects(resolve("{credential file missing}"), CredentialFailed);
});

test("container: a name in the folder of secrets, and no way out of it", async (t) => {
  const { resolve, folder } = await asked(t, { container: { secrets_directory: "secrets" } });
  mkdirSync(join(folder, "secrets"));
  writeFileSync(join(folder, "secrets/db_password"), "s3cret");
  writeFileSync(join(folder, "outside"), "not for you");
  assert.equal(await resolve("{credential container db_password}"), "s3cret");
  await assert.rejects(resolve("{credential container ../outside}"), /invalid secret name/);
});

test("systemd: the service's own folder, or else systemd-creds", async (t) => {
  const { resolve, folder } = await asked(t, {}, { CREDENTIALS_DIRECTORY: "creds" });
  mkdirSync(join(folder, "creds"));
  writeFileSync(join(folder, "creds/borg.key"), "in service\n");
  assert.equal(await resolve("{credential systemd borg.key}"), "in service");
  await assert.rejects(resolve("{credential systemd ../borg.key}"), /invalid credential name/);
  const outside = await asked(t, { systemd: { encrypted_credentials_directory: "/store" } });
  outside.fakeTool("systemd-creds", 'echo "$*"');
  assert.equal(await outside.resolve("{credential systemd borg.key}"), "decrypt /store/borg.key");
});

test("keepassxc: the database's password entry, or the secret service; each is asked for once", async (t) => {
  const options = { ask_for_password: false, key_file: "/k", yubikey: "1:2" };
  const { resolve, folder, fakeTool } = await asked(t, { keepassxc: options });
  writeFileSync(join(folder, "home/pass.kdbx"), "");
  fakeTool("keepassxc-cli", `echo called >>${folder}/calls; echo "$*"`);
  fakeTool("secret-tool", 'echo "$*"');
  const words = "show --show-protected --attributes Password --no-password --key-file /k --yubikey 1:2";
  for (let count = 0; count < 2; count += 1) {
    const secret = await resolve("{credential keepassxc ~/pass.kdbx borg}");
    assert.equal(secret, `${words} ${folder}/home/pass.kdbx borg`);
  }
  assert.equal(readFileSync(join(folder, "calls"), "utf8"), "called\n");
  assert.equal(await resolve("{credential keepassxc secret-service borg}"), "lookup Path borg");
  await assert.rejects(resolve("{credential keepassxc /nonexistent.kdbx borg}"), /does not exist/);
});

test("onepassword: what its command prints for a reference, and nothing else", async (t) => {
  const { resolve, fakeTool } = await asked(t, { onepassword: { op_command: "op --account home" } });
  fakeTool("op", 'echo "$*"');
  assert.equal(
    await resolve('{credential onepassword "op://Servers/db one/password"}'),
    "--account home read --no-newline op://Servers/db one/password",
  );
  await assert.rejects(resolve("{credential onepassword --debug}"), /invalid 1Password secret reference: "--debug"/);
  const plain = await asked(t, {});
  plain.fakeTool("op", 'printf "%s" "$*"');
  assert.equal(await plain.resolve("{credential onepassword op://a/b/c}"), "read --no-newline op://a/b/c");
});

test("a failing tool is told by its exit code, not by what it has printed", async (t) => {
  const { resolve, fakeTool } = await asked(t, {});
  fakeTool("secret-tool", "echo half a secret; exit 4");
  await assert.rejects(resolve("{credential keepassxc secret-service borg}"), (error: Error) => {
    assert.match(error.message, /secret-tool exited with 4/);
    assert.doesNotMatch(error.message, /half a secret/);
    return true;
  });
});

test("what is wrongly written says what to write", async (t) => {
  const { resolve } = await asked(t, {});
  await assert.rejects(resolve("{credential}"), /one of container, file, keepassxc, onepassword, systemd/);
  await assert.rejects(resolve("{credential vault x}"), /one of container, file, keepassxc, onepassword, systemd/);
  await assert.rejects(resolve("{credential keepassxc entry}"), /write \{credential keepassxc DATABASE ENTRY\}/);
});
