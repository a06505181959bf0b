import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { IniDocument } from "./ini.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,20}$/);
const line = fc.stringMatching(/^[!$-:<-Z^-~]([ -~]{0,30}[!-~])?$/);
const value = fc.array(line, { maxLength: 4 }).map((lines) => lines.join("\n"));

test("what was written is read again, and written the same", () => {
  fc.assert(
    fc.property(fc.dictionary(name, fc.dictionary(name, value, { maxKeys: 5 }), { maxKeys: 4 }), (sections) => {
      const document = new IniDocument();
      for (const [section, options] of Object.entries(sections)) {
        document.addSection(section);
        for (const [option, text] of Object.entries(options)) document.set(section, option, text);
      }
      const again = IniDocument.parse(document.toString());
      assert.equal(again.toString(), document.toString());
      for (const [section, options] of Object.entries(sections)) {
        for (const [option, text] of Object.entries(options)) assert.equal(again.get(section, option), text);
      }
    }),
  );
});
