import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { FakeClock, RecordingReporter, seededRandomBytes, testContext } from "@coffer/testkit/context";
import { repositorySuite } from "@coffer/testkit/repository-suite";
import { testRemoteSettings } from "@coffer/testkit/rpc-server";
import { needSsh, SftpHost } from "@coffer/testkit/ssh";
import { createSftpRepository, openSftpRepository } from "./sftp-repository.ts";
import type { SftpContext } from "./sftp-folder.ts";
import type { SftpPlace } from "./sftp-place.ts";

const { ssh, skip } = needSsh();

void describe("a real sshd", { skip }, () => {
  let host: SftpHost;
  let ctx: SftpContext;

  before(async () => {
    assert.ok(ssh !== undefined);
    host = await SftpHost.start(ssh);
    ctx = testContext({ remoteSettings: () => host.settings, randomBytes: seededRandomBytes("sftp") });
  });

  after(() => host.stop());

  const newPlace = (): { path: string; place: SftpPlace } => {
    const path = join(host.newFolder(), "repository");
    const { server } = host;
    return { path, place: { server: server.login, path, location: server.location(path, server.port, "sftp") } };
  };

  repositorySuite("LocalRepository over SFTP", async () => {
    const { place } = newPlace();
    await (await createSftpRepository(place, {}, ctx)).close();
    return { open: () => openSftpRepository(place, { exclusive: true }, ctx) };
  });

  void test("a repository is made where nothing is, below no other one", async () => {
    const { path, place } = newPlace();
    const below: SftpPlace = { ...place, path: `${path}/deep/er`, location: `${place.location}/deep/er` };
    await assert.rejects(openSftpRepository(place, {}, ctx), { name: "RepositoryDoesNotExist" });
    await assert.rejects(createSftpRepository(below, {}, ctx), { name: "ParentPathDoesNotExist" });
    await (await createSftpRepository(place, {}, ctx)).close();
    assert.deepEqual(readdirSync(path).sort(), ["README", "config", "data"]);
    await assert.rejects(createSftpRepository(place, {}, ctx), { name: "RepositoryAlreadyExists" });
    await assert.rejects(createSftpRepository(below, { makeParentDirs: true }, ctx), {
      name: "RepositoryAlreadyExists",
    });
    const other = newPlace();
    mkdirSync(other.path);
    writeFileSync(join(other.path, "file"), "");
    await assert.rejects(createSftpRepository(other.place, {}, ctx), { name: "PathAlreadyExists" });
    await assert.rejects(openSftpRepository(other.place, {}, ctx), { name: "InvalidRepository" });
    assert.deepEqual(readdirSync(other.path), ["file"]);
  });

  void test("what fails to open leaves no lock, and breakLock() removes what others hold", async () => {
    const { path, place } = newPlace();
    await (await createSftpRepository(place, {}, ctx)).close();
    mkdirSync(join(path, "lock.exclusive"));
    writeFileSync(join(path, "lock.exclusive", "other@1.17-0"), "");
    await assert.rejects(openSftpRepository(place, { exclusive: true }, ctx), {
      name: "LockTimeout",
      message: `Failed to create/acquire the lock ${place.location}/lock.exclusive (timeout).`,
    });
    assert.deepEqual(readdirSync(path).sort(), ["README", "config", "data", "lock.exclusive"]);
    const looking = await openSftpRepository(place, { lock: false }, ctx);
    await looking.breakLock();
    await looking.close();
    assert.deepEqual(readdirSync(path).sort(), ["README", "config", "data"]);
  });

  void test("without SFTP on the other side there is one clear error", async () => {
    const { place } = newPlace();
    const speaking = (script: string): SftpContext => {
      const settings = testRemoteSettings(undefined, { rsh: ["sh", "-c", script], environment: process.env });
      return testContext({ clock: new FakeClock(), reporter: new RecordingReporter(), remoteSettings: () => settings });
    };
    await assert.rejects(openSftpRepository(place, {}, speaking("exit 1")), {
      message: "Connection closed by remote host. Does the server offer SFTP?",
    });
    await assert.rejects(openSftpRepository(place, {}, speaking("echo Welcome; cat")), {
      message:
        /^The server does not speak SFTP as it should: a message of \d+ bytes\. Do its login scripts print something\?$/,
    });
  });
});
