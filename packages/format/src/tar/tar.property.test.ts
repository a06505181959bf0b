import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesToText, concatBytes } from "../bytes/index.ts";
import {
  encodeGnuMember,
  TAR_BLOCK_DEVICE,
  TAR_FIFO,
  TAR_HARD_LINK,
  TAR_REGULAR,
  TAR_SYMLINK,
  TarReader,
  tarPadding,
  tarTrailer,
} from "./index.ts";
import type { TarMember } from "./index.ts";

const byte = fc.integer({ min: 1, max: 255 });
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(byte, { maxLength }).map((bytes) => bytesToText(Uint8Array.from(bytes)));
const id = fc.oneof(fc.nat(), fc.maxSafeNat());

const anyMember: fc.Arbitrary<TarMember> = fc
  .record({
    name: text(300).filter((name) => name !== ""),
    type: fc.constantFrom(TAR_REGULAR, TAR_HARD_LINK, TAR_SYMLINK, TAR_BLOCK_DEVICE, TAR_FIFO),
    mode: fc.nat({ max: 0o7777 }),
    uid: id,
    gid: id,
    size: fc.nat({ max: 2000 }),
    mtime: fc.maxSafeInteger(),
    linkname: text(200),
    uname: text(10),
    gname: text(32),
    devmajor: fc.nat(),
    devminor: fc.nat(),
  })
  .map((member) => ({
    ...member,
    size: member.type === TAR_REGULAR ? member.size : 0,
    ...(member.type === TAR_BLOCK_DEVICE ? {} : { devmajor: 0, devminor: 0 }),
  }));

test("what encodeGnuMember() writes, TarReader reads", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyMember, { maxLength: 5 }), async (members) => {
      const pieces = members.flatMap((member) => [
        encodeGnuMember(member),
        new Uint8Array(member.size).fill(7),
        new Uint8Array(tarPadding(member.size)),
      ]);
      const bytes = concatBytes(...pieces, tarTrailer(0));
      let at = 0;
      const reader = new TarReader({
        readInto: (target) => {
          const piece = bytes.subarray(at, at + target.length);
          target.set(piece);
          at += piece.length;
          return Promise.resolve(piece.length);
        },
      });
      for (const member of members) {
        assert.deepEqual(await reader.next(), member);
        const content = new Uint8Array(member.size + 1);
        assert.equal(await reader.readInto(content), member.size);
        assert.ok(content.subarray(0, member.size).every((value) => value === 7));
      }
      assert.equal(await reader.next(), undefined);
      assert.equal(reader.damage, undefined);
    }),
  );
});
