import { IntegrityError } from "@coffer/format/errors";
import { createSecrets, Key, KEY_TYPES } from "@coffer/format/keys";
import type { FuzzTarget } from "./fuzz-target.ts";

const keys = KEY_TYPES.map(
  ({ mode }) => new Key(createSecrets(mode, new Uint8Array(32), (length) => new Uint8Array(length).fill(length))),
);
const payload = Uint8Array.from({ length: 100 }, (_, i) => i);
const id = new Uint8Array(32);

export const target: FuzzTarget = {
  name: "envelope",
  seeds: () => keys.map((key) => key.seal(payload, 7n)),
  run(input) {
    const room = new Uint8Array(input.length);
    for (const key of keys) {
      try {
        key.nonceAfterManifest(input);
        const opened = key.open(input, id);
        const again = key.seal(
          opened,
          key.keyType.encrypts ? new DataView(input.buffer, input.byteOffset).getBigUint64(33) : 0n,
        );
        again[0] = input[0]!;
        if (Buffer.compare(again, input) !== 0) throw new Error("opened, but sealed to something else");
        if (key.openInto(input, room, id) !== opened.length) throw new Error("open and openInto disagree");
        key.assertId(id, opened);
      } catch (error) {
        if (!(error instanceof IntegrityError)) throw error;
      }
    }
  },
};
