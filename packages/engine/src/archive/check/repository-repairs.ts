import { assert, equalBytes, packSortedMap, toHex, unpackValue, MsgpackError } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { ItemStreamWriter } from "@coffer/format/archive";
import type { ItemChunk } from "@coffer/format/archive";
import { decompress } from "@coffer/format/compression";
import { IntegrityError } from "@coffer/format/errors";
import { Manifest } from "@coffer/format/manifest";
import { MANIFEST_ID } from "@coffer/format/segment";
import type { EngineContext } from "../../context/index.ts";
import type { Repository } from "../../repository/index.ts";
import { Session } from "../../session/index.ts";
import type { ChunkListChange } from "./file-chunks.ts";
import type { FoundKey } from "./find-key.ts";
import type { Findings } from "./findings.ts";
import type { ItemOutline } from "./item-outline.ts";
import type { References } from "./references.ts";
import type { Repairs } from "./repairs.ts";

export interface RepairParts {
  readonly repository: Repository;
  readonly ctx: EngineContext;
  readonly found: FoundKey;
  readonly findings: Findings;
  readonly references: References;
}

/** Repairs that are written to the repository. */
export class RepositoryRepairs implements Repairs {
  readonly #parts: RepairParts;
  readonly #session: Session;
  /** Compressed, not yet encrypted: nonces may have to be waited for. */
  #waiting: { readonly id: Uint8Array; readonly payload: Uint8Array }[] = [];
  #items: { readonly writer: ItemStreamWriter; readonly ids: Uint8Array[] } | undefined;

  constructor(parts: RepairParts) {
    this.#parts = parts;
    this.#session = this.#openSession(new Manifest());
  }

  storedSizeOf(content: Uint8Array): number {
    return this.#session.compressor.compress(content).length + this.#session.key.overhead;
  }

  store(id: Uint8Array, content: Uint8Array): void {
    // Stored content may be a view of what was given.
    this.#waiting.push({ id, payload: new Uint8Array(this.#session.compressor.compress(content)) });
  }

  async drain(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { id, payload } of waiting) {
      await this.#parts.repository.put(id, await this.#session.encryptObject(payload));
    }
  }

  async deleteDefects(ids: readonly Uint8Array[]): Promise<void> {
    const { findings, references, repository } = this.#parts;
    findings.warning(
      "Found defect chunks. They will be deleted now, so affected files can get repaired now and maybe healed later.",
    );
    for (const id of ids) {
      if (await this.#isSound(id)) {
        findings.warning(`chunk ${toHex(id)} not deleted, did not consistently fail.`);
        continue;
      }
      references.delete(id);
      await repository.delete(id);
      findings.debug(`chunk ${toHex(id)} deleted.`);
    }
  }

  beginItems(): void {
    const { references } = this.#parts;
    const { key } = this.#session;
    const ids: Uint8Array[] = [];
    const writer = new ItemStreamWriter(key.chunkSeed, (chunk) => {
      const id = key.idHash(chunk);
      ids.push(id);
      if (references.addOrMake(id)) this.store(id, chunk);
    });
    this.#items = { writer, ids };
  }

  addItem(packed: Uint8Array, outline: ItemOutline, change: ChunkListChange | undefined): void {
    assert(this.#items !== undefined, "items belong to an archive");
    const isAsItWas = change === undefined && !outline.hasAtticAcl;
    this.#items.writer.addPacked(isAsItWas ? packed : changeItem(packed, change));
  }

  async endItems(): Promise<readonly Uint8Array[]> {
    assert(this.#items !== undefined, "items belong to an archive");
    const { writer, ids } = this.#items;
    this.#items = undefined;
    writer.flush();
    await this.drain();
    return ids;
  }

  async deleteObjects(ids: readonly Uint8Array[]): Promise<void> {
    for (const id of ids) await this.#parts.repository.delete(id);
  }

  async finish(manifest: Manifest): Promise<void> {
    const { findings, repository } = this.#parts;
    await this.drain();
    findings.info("Writing Manifest.");
    await this.#openSession(manifest).writeManifest();
    findings.info("Committing repo.");
    await repository.commit();
  }

  /** Sessions share the count of nonces. */
  #openSession(manifest: Manifest): Session {
    const { repository, ctx, found } = this.#parts;
    return new Session({ repository, ctx, ...found, manifest });
  }

  async #isSound(id: Uint8Array): Promise<boolean> {
    const { key } = this.#session;
    try {
      const envelope = await this.#parts.repository.get(id);
      if (equalBytes(id, MANIFEST_ID)) decompress(key.open(envelope));
      else this.#session.openObject(id, envelope);
      return true;
    } catch (error) {
      if (error instanceof IntegrityError) return false;
      throw error;
    }
  }
}

/** The item with other chunk lists, and without what Attic wrote by mistake; all else stays. */
function changeItem(packed: Uint8Array, change: ChunkListChange | undefined): Uint8Array {
  const item = unpackValue(packed);
  if (!(item instanceof Map)) throw new MsgpackError("item that is no map", 0);
  const fields = new Map<string, MsgpackValue>();
  for (const [key, value] of item) if (typeof key === "string" && key !== "acl") fields.set(key, value);
  if (change !== undefined) {
    fields.set("chunks", packableList(change.chunks));
    if (change.chunks_healthy === undefined) fields.delete("chunks_healthy");
    else fields.set("chunks_healthy", packableList(change.chunks_healthy));
  }
  return packSortedMap(fields);
}

function packableList(chunks: readonly ItemChunk[]): MsgpackValue[] {
  return chunks.map(({ id, size, csize }) => [id, size, csize]);
}
