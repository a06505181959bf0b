/** `list` of many files: how fast lines are made. Run with node -C source. */
import type { Item } from "@coffer/format/archive";
import { ITEM_LINE_FORMAT, ItemFormatter } from "./index.ts";

const COUNT = 50_000;
const id = new Uint8Array(32);
const items: Item[] = Array.from({ length: COUNT }, (_, index) => ({
  path: `home/user/some/folder/${index % 100}/file-${index}`,
  mode: 0o100644,
  uid: 1000,
  gid: 1000,
  user: "user",
  group: "group",
  mtime: 1_704_164_645_678_901_234n + BigInt(index) * 1_000_000_007n,
  chunks: [{ id, size: index, csize: index }],
}));

for (const [name, format, json] of [
  ["text", ITEM_LINE_FORMAT, false],
  ["json", ITEM_LINE_FORMAT, true],
] as const) {
  const formatter = new ItemFormatter(format, { archiveName: "a", archiveId: "b" }, json);
  const begun = performance.now();
  let length = 0;
  for (const item of items) length += formatter.format(item).length;
  const ms = performance.now() - begun;
  console.log(`${name}: ${COUNT} lines, ${length} characters in ${ms.toFixed(0)} ms`);
}
