import assert from "node:assert/strict";
import { test } from "node:test";
import { sortMountOptions } from "./mount-options.ts";

test("sortMountOptions() sorts options by who they are for", () => {
  const options = sortMountOptions(
    "fsname=borgfs,ro,default_permissions,allow_other,max_read=4096,subtype=x,noexec,noauto,x-systemd.automount".split(
      ",",
    ),
  );
  assert.equal(options.fsname, "borgfs");
  assert.equal(options.subtype, "x");
  assert.equal(options.flags, 1 | 2 | 4 | 8);
  assert.deepEqual(options.kernel, ["default_permissions", "allow_other", "max_read=4096"]);
  assert.equal(options.autoUnmount, false);
  assert.deepEqual(
    options.all,
    "fsname=borgfs,ro,default_permissions,allow_other,max_read=4096,subtype=x,noexec".split(","),
  );
});

test("sortMountOptions() lets the later of two options count", () => {
  assert.equal(sortMountOptions(["ro", "rw"]).flags & 1, 0);
  assert.equal(sortMountOptions(["rw", "ro"]).flags & 1, 1);
  assert.equal(sortMountOptions(["suid", "dev"]).flags, 0);
});

test("sortMountOptions() names all options that nobody knows", () => {
  assert.throws(() => sortMountOptions(["foo", "ro", "bar=1"]), {
    message: "fuse: unknown option(s): `-o foo,bar=1'",
  });
});
