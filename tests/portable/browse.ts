/**
 * What a browser would do to offer a backup's files: unlock, read the manifest, an archive, its items, and their content. Uses
 * nothing but `@coffer/format`; bundled and run without Node by tests/portable.test.ts.
 */
import { decodeArchive, decodeItems } from "@coffer/format/archive";
import type { Item } from "@coffer/format/archive";
import { concatBytes, toHex } from "@coffer/format/bytes";
import { decompress } from "@coffer/format/compression";
import { Key, keyBlobFromText, keyTypeByByte, openKeyBlob } from "@coffer/format/keys";
import { decodeManifest } from "@coffer/format/manifest";

export interface BrowsedFile {
  readonly path: string;
  readonly content: Uint8Array | undefined;
}

/** Objects of a repository by hex id, as they are stored. */
export type Objects = ReadonlyMap<string, Uint8Array>;

/** All files of all archives. */
export function browse(objects: Objects, keyText: string, passphrase: string): Map<string, BrowsedFile[]> {
  const stored = objects.get("0".repeat(64));
  if (stored === undefined) throw new Error("no manifest");
  const keyType = keyTypeByByte(stored[0] ?? 255);
  if (keyType === undefined) throw new Error("unknown key type");
  const secrets = openKeyBlob(keyBlobFromText(keyText), passphrase, keyType, true);
  if (secrets === null) throw new Error("wrong passphrase");
  const key = new Key(secrets);
  const read = (id: Uint8Array): Uint8Array => {
    const object = objects.get(toHex(id));
    if (object === undefined) throw new Error(`no object ${toHex(id)}`);
    const plaintext = decompress(key.open(object));
    key.assertId(id, plaintext);
    return plaintext;
  };
  const manifest = decodeManifest(decompress(key.open(stored)), key);
  const archives = new Map<string, BrowsedFile[]>();
  for (const [name, { id }] of manifest.archives) {
    const { record } = decodeArchive(read(id), key.secrets);
    archives.set(
      name,
      [...decodeItems(record.items.map(read))].map((item) => ({ path: item.path, content: contentOf(item, read) })),
    );
  }
  return archives;
}

function contentOf(item: Item, read: (id: Uint8Array) => Uint8Array): Uint8Array | undefined {
  return item.chunks === undefined ? undefined : concatBytes(...item.chunks.map(({ id }) => read(id)));
}
