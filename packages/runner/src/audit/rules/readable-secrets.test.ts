import assert from "node:assert/strict";
import { test } from "node:test";
import { codesOf, PreparedMachine } from "../testing/prepared-machine.ts";
import { readableSecrets } from "./readable-secrets.ts";
import { writableConfiguration } from "./writable-configuration.ts";

const CONFIGURATION = "/etc/borgmatic/config.yaml";
const INLINE = { encryption_passphrase: "secret" };

test("a configuration that holds a passphrase is for its owner only", (t) => {
  const machine = new PreparedMachine(t).write(CONFIGURATION, "encryption_passphrase: secret\n", 0o644);
  const of = (configuration: object): readonly string[] =>
    codesOf(readableSecrets(machine.subject({ configuration, configurationPaths: [CONFIGURATION] })));
  assert.deepEqual(of(INLINE), [`secret-readable ${CONFIGURATION}`]);
  assert.deepEqual(of({ encryption_passphrase: "{credential file /x}" }), []);
  assert.deepEqual(of({ postgresql_databases: [{ name: "a", password: "x" }] }), [], "it does not stand in this file");
  machine.write(CONFIGURATION, "encryption_passphrase: secret\n", 0o600);
  assert.deepEqual(of(INLINE), []);
});

test("files that secrets come from are for their owner only", (t) => {
  const machine = new PreparedMachine(t)
    .write("/etc/pass", "secret", 0o644)
    .write("/usr/bin/show", "", 0o755)
    .write("/root/.config/borg/keys/one", "BORG_KEY", 0o640);
  const of = (configuration: object): readonly string[] => codesOf(readableSecrets(machine.subject({ configuration })));
  assert.deepEqual(of({ encryption_passphrase: "{credential file /etc/pass}" }), ["secret-readable /etc/pass"]);
  assert.deepEqual(of({ encryption_passcommand: "/usr/bin/show /etc/pass" }), ["secret-readable /etc/pass"]);
  machine.write("/root/.config/borg/keys/one", "BORG_KEY", 0o644);
  assert.deepEqual(of({}), ["secret-readable /root/.config/borg/keys/one"]);
});

test("passphrases in units and cron tables are found", (t) => {
  const machine = new PreparedMachine(t)
    .write("/etc/systemd/system/backup.service", "[Service]\nEnvironment=BORG_PASSPHRASE=secret\n", 0o644)
    .write("/etc/systemd/system/safe.service", "Environment=BORG_PASSPHRASE=secret\n", 0o600)
    .write("/etc/cron.d/backup", "BORG_PASSPHRASE=secret\n", 0o644)
    .write("/etc/default/backup", "BORG_PASSPHRASE=$(cat /etc/pass)\n", 0o644);
  assert.deepEqual(codesOf(readableSecrets(machine.subject({}))), [
    "secret-readable /etc/systemd/system/backup.service",
    "secret-readable /etc/cron.d/backup",
  ]);
});

test("a configuration that others may change is found", (t) => {
  const machine = new PreparedMachine(t).write(CONFIGURATION, "", 0o666);
  const subject = machine.subject({ configurationPaths: [CONFIGURATION] });
  const [finding, ...more] = writableConfiguration(subject);
  assert.deepEqual([finding?.code, finding?.severity, more.length], ["configuration-writable", "error", 0]);
  machine.write(CONFIGURATION, "", 0o644);
  assert.deepEqual(writableConfiguration(subject), []);
});
