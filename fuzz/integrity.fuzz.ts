import { bytesToText } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import {
  decodeIntegrityRecord,
  digestFile,
  encodeIntegrityRecord,
  formatIntegrityText,
  parseIntegrityText,
} from "@coffer/format/segment";
import type { FuzzTarget } from "./fuzz-target.ts";

const text = formatIntegrityText(digestFile("hints.1", new Uint8Array(5)));

/** `integrity.N`, the texts in it, and the cache's `*.integrity` files, which are such a text alone. */
export const target: FuzzTarget = {
  name: "integrity",
  seeds: () => [encodeIntegrityRecord({ hints: text, index: text }), new TextEncoder().encode(text)],
  run: (input) => {
    tolerate(() => {
      const record = decodeIntegrityRecord(input);
      for (const part of [record.hints, record.index]) if (part !== undefined) tolerate(() => parseIntegrityText(part));
    });
    tolerate(() => parseIntegrityText(bytesToText(input)));
  },
};

function tolerate(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
  }
}
