import assert from "node:assert/strict";
import { test } from "node:test";
import { PreparedMachine } from "../testing/prepared-machine.ts";
import { diskNames, enabledUnits, mountOf, readMounts, readUsers } from "./index.ts";

test("links stay inside of the root, and circles lead nowhere", (t) => {
  const prepared = new PreparedMachine(t, { "/etc/hostname": "inside\n" });
  prepared
    .link("/a", "/etc")
    .link("/b/up", "../a/hostname")
    .link("/round", "round")
    .link("/out", "../../../../etc/hostname");
  const { machine } = prepared;
  assert.equal(machine.realPath("/b/up"), "/etc/hostname");
  assert.equal(machine.readText("/out"), "inside\n");
  assert.equal(machine.realPath("/round/x"), undefined);
  assert.equal(machine.look("/a")?.kind, "link");
  assert.deepEqual(machine.names("/nowhere"), []);
  assert.equal(machine.readText("/etc"), undefined);
  assert.equal(machine.readText("/etc/hostname", 3), "ins");
});

test("mountOf() finds the innermost mount, and of two at one place the later", (t) => {
  const { machine } = new PreparedMachine(t, {
    "/proc/self/mountinfo": [
      "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
      "23 22 8:2 / /home\\040of\\040all rw master:2 propagate_from:3 - xfs /dev/sda2 rw",
      "24 22 8:3 / /srv rw - ext4 /dev/sdb1 rw",
      "25 24 0:50 / /srv rw - nfs4 store:/export rw",
      "broken",
    ].join("\n"),
  });
  const mounts = readMounts(machine);
  assert.equal(mountOf("/home of all/joe", mounts)?.device, "8:2");
  assert.equal(mountOf("/home of all of us", mounts)?.device, "8:1");
  assert.equal(mountOf("/srv/x", mounts)?.source, "store:/export");
});

test("diskNames() goes from partitions and made-up devices to disks", (t) => {
  const prepared = new PreparedMachine(t).mount("/", "sda1").mount("/home", "sdb2");
  prepared
    .write("/sys/devices/virtual/block/dm-0/size")
    .link("/sys/dev/block/253:0", "../../devices/virtual/block/dm-0");
  for (const partition of ["sda/sda1", "sdb/sdb2"]) {
    prepared.link(`/sys/devices/virtual/block/dm-0/slaves/${partition.slice(4)}`, `/sys/devices/block/${partition}`);
  }
  prepared.link("/sys/class/block/dm-0", "/sys/devices/virtual/block/dm-0");
  prepared.write("/dev/dm-0").link("/dev/mapper/pool", "../dm-0");
  const { machine } = prepared;
  const disksOf = (device: string, source = "", type = "ext4"): readonly string[] =>
    diskNames({ device, source, type }, machine);
  assert.deepEqual(disksOf(mountOf("/home", readMounts(machine))?.device ?? ""), ["sdb"]);
  assert.deepEqual(disksOf("253:0"), ["sda", "sdb"]);
  assert.deepEqual(disksOf("0:30", "/dev/mapper/pool"), ["sda", "sdb"], "Btrfs has device numbers of its own");
  assert.deepEqual(disksOf("0:99", "overlay", "overlay"), ["overlay 0:99"]);
  assert.deepEqual(disksOf("0:98", "tank/home/joe", "zfs"), ["zfs tank"]);
});

test("enabledUnits() finds units that others want, with what amends them", (t) => {
  const { machine } = new PreparedMachine(t, {
    "/etc/systemd/system/multi-user.target.wants/a.service": "",
    "/etc/systemd/system/getty.target.wants/b@one.service": "",
    "/usr/lib/systemd/system/a.service": "one\n",
    "/usr/lib/systemd/system/b@.service": "template\n",
    "/usr/lib/systemd/system/idle.service": "not wanted\n",
    "/etc/systemd/system/a.service.d/more.conf": "two\n",
  });
  assert.deepEqual(enabledUnits(machine), [
    { name: "a.service", text: "one\n\ntwo\n" },
    { name: "b@one.service", text: "template\n" },
  ]);
});

test("readUsers() reads homes", (t) => {
  const { machine } = new PreparedMachine(t, {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n\n#\njoe:x:1000:1000::/home/joe:\n",
  });
  assert.deepEqual(readUsers(machine), [
    { name: "root", uid: 0, home: "/root" },
    { name: "joe", uid: 1000, home: "/home/joe" },
  ]);
});
