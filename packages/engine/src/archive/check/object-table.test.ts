import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toHex } from "@coffer/format/bytes";
import { ObjectTable } from "./object-table.ts";

/** Ids that collide: few first words, few bytes that differ. */
const anId = fc.tuple(fc.nat(3), fc.nat(40)).map(([first, last]) => {
  const id = new Uint8Array(32);
  id[0] = first;
  id[31] = last;
  return id;
});
const aMove = fc.tuple(fc.constantFrom("add", "delete", "mark"), anId);

test("ObjectTable behaves like a map from ids to marks, however they collide", () => {
  fc.assert(
    fc.property(fc.array(aMove, { maxLength: 400 }), (moves) => {
      const table = new ObjectTable();
      const model = new Map<string, boolean>();
      for (const [move, id] of moves) {
        const name = toHex(id);
        if (move === "add") {
          table.add(id);
          if (!model.has(name)) model.set(name, false);
        } else if (move === "delete") assert.equal(table.delete(id), model.delete(name));
        else if (model.has(name)) {
          table.mark(table.find(id));
          model.set(name, true);
        }
        assert.equal(table.has(id), model.has(name));
      }
      assert.equal(table.count, model.size);
      const found = Array.from(table.slots(), (slot): [string, boolean] => [
        toHex(table.idAt(slot)),
        table.isMarked(slot),
      ]);
      assert.deepEqual(new Map(found), model);
    }),
  );
});
