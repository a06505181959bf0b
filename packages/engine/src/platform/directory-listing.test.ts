import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cString } from "./c-string.ts";
import { DirectoryListing } from "./directory-listing.ts";

const inode = fc.oneof(fc.nat({ max: 5 }), fc.integer({ min: 0, max: 2 ** 32 + 5 }), fc.maxSafeNat());

test("a listing gives back its names, in the folder's order or sorted by inode", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ maxLength: 300, unit: fc.constantFrom("a", "\u00e4") }), inode)),
      (files) => {
        const listing = new DirectoryListing(1);
        for (const [name, ino] of files) listing.add(cString(Buffer.from(name)), ino);
        const names = (): string[] => [...listing.names()].map((name) => name.toString("utf8", 0, name.length - 1));
        assert.deepEqual(
          names(),
          files.map(([name]) => name),
        );
        listing.sortByInode();
        const sorted = files.toSorted((a, b) => a[1] - b[1]);
        assert.deepEqual(
          names(),
          sorted.map(([name]) => name),
        );
        assert.deepEqual(
          sorted.map((_, index) => listing.inodeAt(index)),
          sorted.map(([, ino]) => ino),
        );
      },
    ),
  );
});
