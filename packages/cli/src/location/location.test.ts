import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "@coffer/testkit/spec";
import { LocationSyntaxError, canonicalPath, keyFileName, parseLocation } from "./index.ts";

interface LocationVector {
  readonly text: string;
  readonly error?: string;
  readonly proto: string;
  readonly user: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly path: string;
  readonly archive: string | null;
  readonly canonical: string;
  readonly key_filename: string;
}

const vectors = loadVectors<{ locations: LocationVector[] }>("text").locations;
const fillPlaceholders = (text: string): string => text.replaceAll("{{", "{").replaceAll("}}", "}");
const world = { env: {}, fillPlaceholders };

for (const vector of vectors) {
  test(`parseLocation() reads ${JSON.stringify(vector.text)} as Borg does`, () => {
    if (vector.error !== undefined) {
      assert.throws(() => parseLocation(vector.text, world), LocationSyntaxError);
      return;
    }
    const location = parseLocation(vector.text, world);
    assert.deepEqual(
      {
        proto: location.proto,
        user: location.user ?? null,
        host: location.host ?? null,
        port: location.port ?? null,
        path: location.path,
        archive: location.archive ?? null,
        canonical: canonicalPath(location),
        key_filename: keyFileName(location),
      },
      {
        proto: vector.proto,
        user: vector.user,
        host: vector.host,
        port: vector.port,
        path: vector.path,
        archive: vector.archive,
        canonical: vector.canonical,
        key_filename: vector.key_filename,
      },
    );
  });
}

test("parseLocation() takes the repository from BORG_REPO for '', '::' and '::ARCHIVE'", () => {
  const within = { env: { BORG_REPO: "/some/repo" }, fillPlaceholders };
  assert.equal(parseLocation("", within).path, "/some/repo");
  assert.equal(parseLocation("::", within).archive, undefined);
  const archive = parseLocation("::monday", within);
  assert.equal(archive.path, "/some/repo");
  assert.equal(archive.archive, "monday");
  assert.equal(archive.processed, "/some/repo::monday");
  assert.throws(() => parseLocation("::", world), { message: 'Invalid location format: "::"' });
});

for (const [text, user, host, path, archive, canonical] of [
  ["s3://bucket", undefined, "bucket", "/", undefined, "s3://bucket"],
  ["s3://bucket/", undefined, "bucket", "/", undefined, "s3://bucket"],
  ["s3://bucket/a/b::x", undefined, "bucket", "/a/b", "x", "s3://bucket/a/b"],
  ["s3://office@my.bucket-1//a/./b/", "office", "my.bucket-1", "/a/b", undefined, "s3://my.bucket-1/a/b"],
  ["s3://bucket::x", undefined, "bucket", "/", "x", "s3://bucket"],
] as const) {
  test(`parseLocation() reads ${text}, which Borg does not know`, () => {
    const location = parseLocation(text, world);
    assert.deepEqual(location, { raw: text, processed: text, proto: "s3", user, host, port: undefined, path, archive });
    assert.equal(canonicalPath(location), canonical);
  });
}

for (const [text, user, host, port, path, archive, canonical] of [
  ["sftp://u@h:2222/srv//r::x", "u", "h", 2222, "/srv/r", "x", "sftp://u@h:2222/srv/r"],
  ["sftp://[::1]/./r", undefined, "::1", undefined, "/./r", undefined, "sftp://[::1]/./r"],
  ["sftp://h/~/r", undefined, "h", undefined, "/~/r", undefined, "sftp://h/~/r"],
] as const) {
  test(`parseLocation() reads ${text}, which Borg does not know`, () => {
    const location = parseLocation(text, world);
    assert.deepEqual(location, { raw: text, processed: text, proto: "sftp", user, host, port, path, archive });
    assert.equal(canonicalPath(location), canonical);
    assert.throws(() => parseLocation("sftp://host", world), LocationSyntaxError);
  });
}

test("parseLocation() refuses what is no bucket", () => {
  for (const text of ["s3://", "s3:///path", "s3://-x/path", "s3://a b/path"]) {
    assert.throws(() => parseLocation(text, world), LocationSyntaxError, text);
  }
});

for (const [text, host, path, archive, canonical] of [
  ["rclone:drive:", "drive", "", undefined, "rclone:drive:"],
  ["rclone:drive:a/./b/", "drive", "a/b", undefined, "rclone:drive:a/b"],
  ["rclone:my drive:/srv//x::monday", "my drive", "/srv/x", "monday", "rclone:my drive:/srv/x"],
  ["rclone:drive:::monday", "drive", "", "monday", "rclone:drive:"],
] as const) {
  test(`parseLocation() reads ${text}, which Borg does not know`, () => {
    const location = parseLocation(text, world);
    const parts = { proto: "rclone", user: undefined, host, port: undefined, path, archive };
    assert.deepEqual(location, { raw: text, processed: text, ...parts });
    assert.equal(canonicalPath(location), canonical);
  });
}

test("parseLocation() refuses what is no remote of rclone, and knows hosts of this name", () => {
  for (const text of ["rclone::local:/x", "rclone:a,b=c:/x", "rclone:drive:../x", "rclone:drive:a]b"]) {
    assert.throws(() => parseLocation(text, world), LocationSyntaxError, text);
  }
  assert.equal(parseLocation("rclone:path/a:b", world).proto, "ssh");
});
