import assert from "node:assert/strict";
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { FakeClock, RecordingReporter } from "@coffer/testkit/context";
import { testRemoteSettings } from "@coffer/testkit/rpc-server";
import { needSftpServer, needSsh, SftpHost } from "@coffer/testkit/ssh";
import { storageSuite } from "@coffer/testkit/storage-suite";
import { SftpClient } from "../../ssh/index.ts";
import { StorageError } from "../storage-error.ts";
import { SftpFiles } from "./sftp-files.ts";
import { SftpStorage } from "./sftp-storage.ts";

const { ssh, skip } = needSsh();

void describe("a real sshd", { skip }, () => {
  let host: SftpHost;
  let client: SftpClient;
  const reporter = new RecordingReporter();

  before(async () => {
    assert.ok(ssh !== undefined);
    host = await SftpHost.start(ssh);
    client = await SftpClient.connect(host.server.login, host.settings, new FakeClock());
  });

  after(async () => {
    await client.end();
    host.stop();
  });

  const open = (): { storage: SftpStorage; folder: string } => {
    const folder = host.newFolder();
    const files = new SftpFiles(client, { server: "sftp://host", umask: 0o077, reporter });
    return { storage: new SftpStorage(files, folder, `sftp://host${folder}`), folder };
  };

  storageSuite("sftp", () => open().storage);

  void test("it lacks nothing that is needed", () => {
    for (const extension of ["FSYNC", "HARDLINK", "POSIX_RENAME", "STATVFS"] as const) assert.ok(client.has(extension));
    assert.deepEqual(reporter.messages("warning"), []);
  });

  void test("large files arrive whole, in both directions", async () => {
    const { storage, folder } = open();
    const data = new Uint8Array(20_000_000);
    for (let at = 0; at < data.length; at++) data[at] = (at * 31) ^ (at >> 13);
    const writer = await storage.createWriter("data/1");
    await writer.write([data.subarray(0, 1), data.subarray(1, 12_345_678), data.subarray(12_345_678)]);
    const back = new Uint8Array(data.length + 5);
    assert.equal(await storage.readInto("data/1", 0, back), data.length);
    assert.ok(Buffer.from(data).equals(back.subarray(0, data.length)));
    await writer.close({ sync: true });
    assert.ok(Buffer.from(data).equals(readFileSync(join(folder, "data/1"))));
  });

  void test("new files and folders follow the umask", async () => {
    const { storage, folder } = open();
    await (await storage.createWriter("data/1")).close();
    assert.equal(statSync(join(folder, "data")).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, "data/1")).mode & 0o777, 0o600);
  });

  void test("replaceSecret() leaves a copy that shares the old content alone, and overwrites one that nobody shares", async () => {
    const { storage, folder } = open();
    writeFileSync(join(folder, "config"), "old secret");
    linkSync(join(folder, "config"), join(folder, "backup"));
    await storage.replaceSecret("config", Buffer.from("new"), () => assert.fail("no warning is due"));
    assert.equal(readFileSync(join(folder, "backup"), "latin1"), "old secret");
    writeFileSync(join(folder, "config.old"), "left over");
    const warnings: string[] = [];
    await storage.replaceSecret("config", Buffer.from("newer"), (message) => warnings.push(message));
    assert.deepEqual(warnings, ["Old config file not securely erased on previous config update"]);
    assert.deepEqual(readdirSync(folder).sort(), ["backup", "config"]);
    assert.equal(readFileSync(join(folder, "config"), "latin1"), "newer");
  });

  void test("errors carry the location and the system's words", async () => {
    const { storage, folder } = open();
    mkdirSync(join(folder, "data"));
    await assert.rejects(storage.read("nothing"), (error: unknown) => {
      assert.ok(error instanceof StorageError);
      assert.equal(error.message, `[Errno 2] No such file or directory: 'sftp://host${folder}/nothing'`);
      return true;
    });
    await assert.rejects(storage.writeAtomic("data", Buffer.from("x")), { name: "StorageError" });
    assert.deepEqual(readdirSync(folder), ["data"]);
  });
});

const poor = needSftpServer();

void describe("a server that lacks what OpenSSH has", { skip: poor.skip }, () => {
  const reporter = new RecordingReporter();
  let client: SftpClient;

  before(async () => {
    const rsh = ["sh", "-c", 'exec "$0" -P fsync,posix-rename,statvfs,limits', poor.sftpServer ?? ""];
    const settings = testRemoteSettings(undefined, { rsh, environment: process.env });
    client = await SftpClient.connect({ user: undefined, host: "here", port: undefined }, settings, new FakeClock());
  });

  after(() => client.end());

  storageSuite("sftp without extensions", (context) => {
    const folder = temporaryFolder(context, { inMemory: 10_000_000 });
    const files = new SftpFiles(client, { server: "sftp://here", umask: 0o077, reporter });
    return new SftpStorage(files, folder, `sftp://here${folder}`);
  });

  void test("what it lacks is told, once each", async (context) => {
    const told = new RecordingReporter();
    const folder = temporaryFolder(context, { inMemory: 10_000_000 });
    const files = new SftpFiles(client, { server: "sftp://here", umask: 0o077, reporter: told });
    const storage = new SftpStorage(files, folder, "sftp://here/root");
    for (const text of ["one", "two", "three"]) await storage.writeAtomic("file", Buffer.from(text));
    assert.equal(readFileSync(join(folder, "file"), "latin1"), "three");
    assert.deepEqual(readdirSync(folder), ["file"]);
    assert.equal(await storage.freeSpace(), undefined);
    assert.deepEqual(told.messages(), [
      "sftp://here: the server lacks fsync@openssh.com: what is stored may be lost or damaged if the power fails there.",
      "sftp://here: the server lacks posix-rename@openssh.com: for a moment, a file that is replaced is not there.",
    ]);
  });
});
