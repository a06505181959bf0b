import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, packSortedMap, packValue, toHex, unpackValue } from "../bytes/index.ts";
import type { MsgpackValue } from "../bytes/index.ts";
import {
  ArchiveTAMInvalid,
  ArchiveTAMRequiredError,
  IntegrityError,
  TAMInvalid,
  TAMRequiredError,
  TAMUnsupportedSuiteError,
  UnsupportedManifestError,
} from "../errors/index.ts";
import { createSecrets, keyTypeByMode, packWithTam, placeholderSecrets, verifyTam } from "./index.ts";

type Fields = Map<string, MsgpackValue>;

const secrets = createSecrets("repokey", new Uint8Array(32), (length) => new Uint8Array(length).fill(3));
const salt = new Uint8Array(64).fill(5);
const map: Fields = new Map<string, MsgpackValue>([
  ["version", 1],
  ["name", "näme"],
]);

/** Packed metadata whose `tam` was replaced. */
function packedWithTam(tam: MsgpackValue): Uint8Array {
  return packSortedMap(new Map([...map, ["tam", tam]]));
}

test("metadata without TAM: refused where required, else unverified", () => {
  const packed = packSortedMap(map);
  assert.throws(() => verifyTam(packed, "manifest", secrets), TAMRequiredError);
  assert.throws(
    () => verifyTam(packed, "archive", secrets),
    (error) => error instanceof ArchiveTAMRequiredError && error.message.includes("'n\ufffd\ufffdme'"),
  );
  for (const context of ["manifest", "archive"] as const) {
    const found = verifyTam(packed, context, secrets, { tamRequired: false });
    assert.deepEqual(found, { map: unpackValue(packed), verified: false, salt: null });
    const relaxed = { ...secrets, tam_required: false };
    assert.equal(verifyTam(packed, context, relaxed).verified, false);
    assert.throws(() => verifyTam(packed, context, relaxed, { tamRequired: true }), IntegrityError);
  }
});

test("a TAM of another suite: refused where required, else unverified", () => {
  for (const [tam, suite] of [
    [new Map([["type", "X25519"]]), "X25519"],
    [new Map(), "<none>"],
    [new Map([["type", "ü"]]), "\ufffd\ufffd"],
  ] as const) {
    const packed = packedWithTam(tam as Fields);
    assert.throws(
      () => verifyTam(packed, "archive", secrets),
      (error) =>
        error instanceof TAMUnsupportedSuiteError &&
        error.message === `Could not verify manifest: Unsupported suite "'${suite}'"; a newer version is needed.`,
    );
    assert.equal(verifyTam(packed, "manifest", secrets, { tamRequired: false }).verified, false);
  }
});

test("a malformed TAM is invalid, required or not", () => {
  const type = "HKDF_HMAC_SHA512";
  const malformed: MsgpackValue[] = [
    null,
    7,
    [],
    "tam",
    new Map([["type", 5]]),
    new Map([["type", type]]),
    new Map<string, MsgpackValue>([
      ["type", type],
      ["hmac", new Uint8Array(64)],
    ]),
    new Map<string, MsgpackValue>([
      ["type", type],
      ["hmac", 1],
      ["salt", salt],
    ]),
    new Map<string, MsgpackValue>([
      ["type", type],
      ["hmac", new Uint8Array(0)],
      ["salt", salt],
    ]),
    new Map<string, MsgpackValue>([
      ["type", type],
      ["hmac", new Uint8Array(63)],
      ["salt", salt],
    ]),
    new Map<string, MsgpackValue>([
      ["type", type],
      ["hmac", new Uint8Array(64)],
      ["salt", salt],
    ]),
  ];
  for (const tam of malformed) {
    for (const tamRequired of [true, false]) {
      assert.throws(() => verifyTam(packedWithTam(tam), "manifest", secrets, { tamRequired }), TAMInvalid);
      assert.throws(() => verifyTam(packedWithTam(tam), "archive", secrets, { tamRequired }), ArchiveTAMInvalid);
    }
  }
});

test("no flipped bit gets past the TAM", () => {
  for (const context of ["manifest", "archive"] as const) {
    const packed = packWithTam(map, context, secrets, salt);
    for (let bit = 0; bit < packed.length * 8; bit++) {
      const damaged = packed.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      assert.throws(() => verifyTam(damaged, context, secrets), IntegrityError, `bit ${bit}`);
    }
  }
});

test("an invalid archive TAM may be ignored, an invalid manifest TAM never", () => {
  const other = { ...secrets, id_key: new Uint8Array(32) };
  const options = { ignoreInvalidArchive: true };
  assert.equal(verifyTam(packWithTam(map, "archive", other, salt), "archive", secrets, options).verified, false);
  assert.throws(() => verifyTam(packWithTam(map, "manifest", other, salt), "manifest", secrets, options), TAMInvalid);
});

test("bytes behind the map are covered by the TAM, as in Borg", () => {
  const packed = packWithTam(map, "archive", secrets, salt);
  assert.throws(() => verifyTam(new Uint8Array([...packed, 0]), "archive", secrets), ArchiveTAMInvalid);
});

test("a manifest from the future is told apart from damage", () => {
  assert.throws(() => verifyTam(fromHex("c1c1c1c100"), "manifest", secrets), UnsupportedManifestError);
  assert.throws(() => verifyTam(fromHex("c1c1c1c100"), "archive", secrets), IntegrityError);
  assert.throws(() => verifyTam(fromHex("c1c1c1"), "manifest", secrets), {
    message: "Data integrity error: Manifest: malformed",
  });
  for (const value of [[], 5, new Map([[1, 2]])])
    assert.throws(() => verifyTam(packValue(value), "manifest", secrets), IntegrityError);
});

test("packWithTam() sorts maps at every depth and changes nothing of its argument", () => {
  const nested: Fields = new Map<string, MsgpackValue>([
    [
      "z",
      [
        new Map([
          ["b", 1],
          ["a", 2],
        ]),
      ],
    ],
    [
      "config",
      new Map<string, MsgpackValue>([
        [
          "y",
          new Map([
            ["d", 1],
            ["c", 2],
          ]),
        ],
        ["x", 1],
      ]),
    ],
    [
      "numbers",
      new Map([
        [2, 1],
        [1, 1],
      ]),
    ],
  ]);
  const before = packValue(nested);
  const packed = packWithTam(nested, "manifest", secrets, salt);
  assert.deepEqual(packValue(nested), before);
  const found = verifyTam(packed, "manifest", secrets).map;
  assert.deepEqual([...found.keys()], ["config", "numbers", "z"]);
  const config = found.get("config") as Fields;
  assert.deepEqual([...config.keys()], ["x", "y"]);
  assert.deepEqual([...(config.get("y") as Fields).keys()], ["c", "d"]);
  assert.deepEqual([...((found.get("z") as MsgpackValue[])[0] as Fields).keys()], ["a", "b"]);
  assert.deepEqual([...(found.get("numbers") as Map<number, number>).keys()], [2, 1]);
});

test("a placeholder takes everything for verified", () => {
  const placeholder = placeholderSecrets(keyTypeByMode("authenticated"));
  const found = verifyTam(packWithTam(map, "archive", secrets, salt), "archive", placeholder);
  assert.deepEqual([...found.map.keys()], ["name", "version"]);
  assert.equal(found.verified, true);
});

test("mode none makes its TAM from salt and context alone", () => {
  const one = createSecrets("none", new Uint8Array(32), () => new Uint8Array(0));
  const two = createSecrets("none", new Uint8Array(32).fill(1), () => new Uint8Array(0));
  assert.equal(toHex(packWithTam(map, "archive", one, salt)), toHex(packWithTam(map, "archive", two, salt)));
});
