import { decodeArchive, encodeArchive } from "@coffer/format/archive";
import type { ArchiveRecord } from "@coffer/format/archive";
import { equalBytes, MsgpackError } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import { createSecrets } from "@coffer/format/keys";
import type { FuzzTarget } from "./fuzz-target.ts";

const secrets = createSecrets("none", new Uint8Array(32), (length) => new Uint8Array(length));
const salt = new Uint8Array(64).fill(1);

const RECORD: ArchiveRecord = {
  version: 1,
  name: "archive",
  items: [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)],
  cmdline: ["borg", "create", "::x", "."],
  hostname: "host",
  username: "user",
  time: "2024-01-02T03:04:05.000000",
  time_end: "2024-01-02T03:04:06.500000",
  comment: "",
  cwd: "/",
  chunker_params: ["buzhash", 19, 23, 21, 4095],
  nfiles: 1,
  size: 10,
  csize: 20,
};

/** The metadata of an archive, with and without a TAM that vouches for it. */
export const target: FuzzTarget = {
  name: "archive-record",
  seeds: () => [
    encodeArchive(RECORD, secrets, salt),
    encodeArchive({ ...RECORD, unknown: new Map([["x", 1]]) }, secrets, salt),
  ],
  run(input) {
    try {
      decodeArchive(input, secrets, { tamRequired: true });
    } catch (error) {
      if (!(error instanceof MsgpackError) && !(error instanceof BorgError)) throw error;
    }
    let record: ArchiveRecord;
    try {
      ({ record } = decodeArchive(input, secrets, { tamRequired: false, ignoreInvalidArchive: true }));
    } catch (error) {
      if (error instanceof MsgpackError || error instanceof BorgError) return;
      throw error;
    }
    const once = encodeArchive(record, secrets, salt);
    const twice = encodeArchive(decodeArchive(once, secrets).record, secrets, salt);
    if (!equalBytes(once, twice)) throw new Error("an archive changes when it is written again");
  },
};
