import assert from "node:assert/strict";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { NoPassphraseFailure, PasscommandFailure, PasswordRetriesExceeded } from "@coffer/format/errors";
import { type Env, type PassphraseWorld, passphraseSource } from "./index.ts";

function world(env: Env, typed: readonly (string | undefined)[] = []): PassphraseWorld & { shown: () => string } {
  const left = [...typed];
  let shown = "";
  return {
    env: { PATH: process.env["PATH"], ...env },
    json: false,
    version: "1.4.5",
    streams: {
      writeErr: (text) => void (shown += text),
      writeOut: () => undefined,
      readLine: async () => await Promise.resolve(undefined),
    },
    readHidden: async (question) => {
      shown += question;
      return await Promise.resolve({ line: left.shift() });
    },
    warn: (message) => void (shown += `${message}\n`),
    info: (message) => void (shown += `${message}\n`),
    shown: () => shown,
  };
}

test("configured() takes the variable first, then the command, then the descriptor", async () => {
  assert.equal(await passphraseSource(world({})).configured(), undefined);
  assert.equal(await passphraseSource(world({ BORG_PASSPHRASE: "", BORG_PASSCOMMAND: "echo x" })).configured(), "");
  const command = { BORG_PASSCOMMAND: "echo 'two  words'", BORG_PASSPHRASE_FD: "77" };
  assert.equal(await passphraseSource(world(command)).configured(), "two  words");
});

test("configured() reads a descriptor to its end, once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "coffer-test-"));
  try {
    writeFileSync(join(folder, "secret"), "from file\n\n");
    const source = passphraseSource(world({ BORG_PASSPHRASE_FD: String(openSync(join(folder, "secret"), "r")) }));
    assert.equal(await source.configured(), "from file");
    assert.equal(await source.configured(), "from file");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("configured() runs the command without a shell, and without BORG_PASSPHRASE in its environment", async () => {
  assert.equal(await passphraseSource(world({ BORG_PASSCOMMAND: "echo $HOME" })).configured(), "$HOME");
  const script = "sh -c 'printf %s \"$BORG_VERSION\"'";
  assert.equal(await passphraseSource(world({ BORG_PASSCOMMAND: script })).configured(), "1.4.5");
});

test("configured() names what is wrong with the command", async () => {
  const failing = async (command: string): Promise<string> => {
    const source = passphraseSource(world({ BORG_PASSCOMMAND: command }));
    return await source.configured().then(
      () => "no error",
      (error: unknown) => {
        assert.ok(error instanceof PasscommandFailure);
        return error.message;
      },
    );
  };
  const start = "Passcommand supplied in BORG_PASSCOMMAND failed: ";
  assert.equal(await failing("false"), `${start}Command '['false']' returned non-zero exit status 1.`);
  assert.equal(await failing("/no/such"), `${start}[Errno 2] No such file or directory: '/no/such'`);
  assert.equal(await failing("'open"), `${start}No closing quotation`);
});

test("prompt() fails where nobody can answer", async () => {
  const source = passphraseSource(world({ BORG_PASSCOMMAND: "true" }, [undefined]));
  await assert.rejects(source.prompt("Passphrase: "), (error: unknown) => {
    assert.ok(error instanceof NoPassphraseFailure);
    assert.equal(
      error.message,
      "Cannot acquire a passphrase: BORG_PASSPHRASE is not set. BORG_PASSCOMMAND is set. Interactive password query failed.",
    );
    return true;
  });
});

test("fresh() prefers BORG_NEW_PASSPHRASE, then what is configured, then asks twice", async () => {
  const both = { BORG_NEW_PASSPHRASE: "new", BORG_PASSPHRASE: "old" };
  assert.equal(await passphraseSource(world(both)).fresh(), "new");
  assert.equal(await passphraseSource(world({ BORG_PASSPHRASE: "old" })).fresh(), "old");
  const typed = world({ BORG_DISPLAY_PASSPHRASE: "n" }, ["a", "b", "secret", "secret"]);
  assert.equal(await passphraseSource(typed).fresh(), "secret");
  assert.ok(typed.shown().includes("Passphrases do not match\n"));
  assert.ok(!typed.shown().includes("secret"));
});

test("fresh() shows the passphrase only if asked to", async () => {
  const typed = world({ BORG_DISPLAY_PASSPHRASE: "yes" }, ["é", "é"]);
  await passphraseSource(typed).fresh();
  assert.ok(typed.shown().includes('Your passphrase (between double-quotes): "é"\n'));
  assert.ok(typed.shown().includes("c3a9\nAs you have a non-ASCII passphrase, it is recommended to keep"));
});

test("fresh() gives up after ten tries", async () => {
  const typed = world(
    {},
    Array.from({ length: 20 }, (_, index) => String(index)),
  );
  await assert.rejects(passphraseSource(typed).fresh(), PasswordRetriesExceeded);
});
