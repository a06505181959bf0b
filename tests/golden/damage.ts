import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Item } from "@coffer/format/archive";
import { encodeItem } from "@coffer/format/archive";
import { concatBytes, fromHex, MsgpackWriter, packValue, toHex } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { packWithTam, verifyTam } from "@coffer/format/keys";
import {
  computeEntryCrc,
  encodePut,
  entryId,
  PUT_HEADER_SIZE,
  readEntryHeader,
  SEGMENT_MAGIC_SIZE,
  TAG_COMMIT,
  TAG_PUT,
} from "@coffer/format/segment";
import type { Session } from "@coffer/engine/session";

export const MANIFEST = "00".repeat(32);

/** What becomes of one PUT entry of the log; `undefined`: it goes. */
type Rewrite = (object: Uint8Array) => Uint8Array | undefined;

/** The bytes behind an id change, and the checksum agrees: what only a MAC or the id can tell. */
export function falsify(repository: string, id: string, change: (object: Uint8Array) => void): void {
  rewrite(repository, id, (object) => {
    const copy = new Uint8Array(object);
    change(copy);
    return copy;
  });
}

/** Takes an object out of the log, without a trace. */
export function lose(repository: string, id: string): void {
  rewrite(repository, id, () => undefined);
  // What was made of the log must be made anew.
  for (const name of readdirSync(repository)) {
    if (/^(index|hints|integrity)\./.test(name)) rmSync(join(repository, name));
  }
}

/** Flips a bit of an object, so that its checksum tells. */
export function flip(repository: string, id: string): void {
  let isDone = false;
  forEachSegment(repository, (bytes) => {
    for (const { at, size, tag } of entries(bytes)) {
      if (tag !== TAG_PUT || toHex(entryId(bytes, at)) !== id) continue;
      bytes[at + size - 1] = (bytes[at + size - 1] ?? 0) ^ 1;
      isDone = true;
    }
    return bytes;
  });
  assert.ok(isDone, `no object ${id}`);
}

function rewrite(repository: string, id: string, change: Rewrite): void {
  let isDone = false;
  forEachSegment(repository, (bytes) => {
    const parts = [bytes.slice(0, SEGMENT_MAGIC_SIZE)];
    for (const { at, size, tag } of entries(bytes)) {
      const entry = bytes.slice(at, at + size);
      if (tag === TAG_PUT && toHex(entryId(entry, 0)) === id) {
        isDone = true;
        const object = change(entry.subarray(PUT_HEADER_SIZE));
        if (object !== undefined) parts.push(encodePut(fromHex(id), object));
      } else parts.push(entry);
    }
    return concatBytes(...parts);
  });
  assert.ok(isDone, `no object ${id}`);
}

function* entries(bytes: Uint8Array): Generator<{ at: number; size: number; tag: number }> {
  for (let at = SEGMENT_MAGIC_SIZE; at < bytes.length;) {
    const { crc, size, tag } = readEntryHeader(bytes, at);
    assert.ok(tag <= TAG_COMMIT && crc === computeEntryCrc(bytes, at, size));
    yield { at, size, tag };
    at += size;
  }
}

function forEachSegment(repository: string, change: (bytes: Uint8Array) => Uint8Array): void {
  for (const folder of readdirSync(join(repository, "data"))) {
    for (const name of readdirSync(join(repository, "data", folder))) {
      const path = join(repository, "data", folder, name);
      writeFileSync(path, change(new Uint8Array(readFileSync(path))));
    }
  }
}

/** An item with the fields that matter; its chunks need not exist. */
export function makeItem(path: string, fields: Partial<Item> = {}): Item {
  return { path, mode: 0o100644, uid: 0, gid: 0, user: null, group: null, mtime: 1n, ...fields };
}

export function packItems(items: readonly Item[]): Uint8Array {
  const writer = new MsgpackWriter();
  for (const item of items) encodeItem(item, writer);
  return writer.toBytes();
}

/** Stores plaintext under its own id. */
export async function store(session: Session, plaintext: Uint8Array): Promise<Uint8Array> {
  const id = session.key.idHash(plaintext);
  if (!(await session.repository.has(id))) await session.storeObject(id, plaintext);
  return id;
}

/** What the manifest says of an archive, and what to leave out. */
export interface NewArchive {
  readonly name: string;
  /** The item stream, as it is to be cut. */
  readonly stream: readonly Uint8Array[];
  readonly tam?: "valid" | "none" | "foreign";
  readonly isListed?: boolean;
}

/** Adds an archive to the repository's open transaction. @returns Ids of the stream's chunks. */
export async function addArchive(session: Session, archive: NewArchive): Promise<Uint8Array[]> {
  const items: Uint8Array[] = [];
  for (const chunk of archive.stream) items.push(await store(session, chunk));
  const time = `2026-01-02T03:04:05.00${String(session.manifest.archives.size).padStart(4, "0")}`;
  const map = new Map<string, MsgpackValue>([
    ["chunker_params", ["buzhash", 19, 23, 21, 4095]],
    ["cmdline", ["borg", "create"]],
    ["comment", ""],
    ["hostname", "golden"],
    ["items", items],
    ["name", archive.name],
    ["time", time],
    ["time_end", time],
    ["username", "golden"],
    ["version", 1],
  ]);
  const id = await store(session, packMetadata(session, map, archive.tam ?? "valid"));
  if (archive.isListed !== false) session.manifest.archives.set(archive.name, { id, time });
  return items;
}

function packMetadata(session: Session, map: Map<string, MsgpackValue>, tam: "valid" | "none" | "foreign"): Uint8Array {
  if (tam === "none") return packValue(map);
  const packed = packWithTam(map, "archive", session.key.secrets, new Uint8Array(64).fill(7));
  if (tam === "foreign") packed[packed.length - 10] = (packed[packed.length - 10] ?? 0) ^ 1;
  else verifyTam(packed, "archive", session.key.secrets);
  return packed;
}
