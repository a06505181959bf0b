import { bytesToText } from "@coffer/format/bytes";
import { Float, FormatError, formatValue, parseFormatSpec } from "@coffer/cli/text";
import { ArchiveFormatter, InvalidListFormat, ItemFormatter } from "@coffer/cli/output";
import type { FuzzTarget } from "./fuzz-target.ts";

const item = { path: "some/path\udcff", mode: 0o100644, uid: 0, gid: 0, user: "root", group: null, mtime: 5n, size: 7 };
const archive = { name: "name", id: new Uint8Array(32), time: 1_700_000_000_000_000n };

/** Format strings of `list --format`, and what stands behind the colon in them. */
export const target: FuzzTarget = {
  name: "format-spec",
  seeds: () =>
    [
      "{mode} {user:6} {size:>8} {mtime:%Y} {path}{extra}{NL}",
      "{archive:<36} {time} [{id!r:.8}]{{}}",
      "*^+#012,.3e",
    ].map((text) => new TextEncoder().encode(text)),
  run: (input) => {
    const text = bytesToText(input);
    for (const work of [
      () => new ItemFormatter(text, { archiveName: "a", archiveId: "b" }, false).format(item),
      () => new ItemFormatter(text, { archiveName: "a", archiveId: "b" }, true).format(item),
      () => new ArchiveFormatter(text).line(archive),
      () => formatValue(-1234567, parseFormatSpec(text)),
      () => formatValue(new Float(0.1), parseFormatSpec(text)),
      () => formatValue("text", parseFormatSpec(text)),
    ]) {
      try {
        work();
      } catch (error) {
        if (!(error instanceof FormatError || error instanceof InvalidListFormat)) throw error;
      }
    }
  },
};
