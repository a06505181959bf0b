import { assert, equalBytes, MsgpackError, toHex } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { decompress } from "@coffer/format/compression";
import { BorgError, IntegrityError } from "@coffer/format/errors";
import { packWithTam, verifyTam } from "@coffer/format/keys";
import type { VerifiedMetadata } from "@coffer/format/keys";
import type { ArchiveEntry } from "@coffer/format/manifest";
import { FetchStage, streamContents } from "../contents/index.ts";
import type { ContentSink, WantedChunk } from "../contents/index.ts";
import type { CheckRun } from "./check-run.ts";
import { FileChecker } from "./file-chunks.ts";
import { ItemSalvager } from "./item-salvager.ts";
import type { Salvage } from "./item-salvager.ts";
import { ITEM_BATCHES_AHEAD, ITEM_CHUNK_BYTES } from "./limits.ts";
import { wordsOf } from "./words.ts";

/** One chunk of an item stream. */
interface StreamChunk {
  readonly id: Uint8Array;
  readonly number: number;
  /** Empty if the repository does not have it. */
  readonly chunks: readonly WantedChunk[];
}

const TAM_SALT_LENGTH = 64;

/** Checks archives one after the other: metadata, item stream, and the chunks that the items need. */
export class ArchiveCheck {
  readonly #run: CheckRun;
  readonly #files: FileChecker;
  readonly #stage: FetchStage;

  constructor(run: CheckRun) {
    this.#run = run;
    this.#files = new FileChecker(run);
    this.#stage = new FetchStage(run.repository, run.pool);
  }

  /**
   * Checks the archive that the manifest lists as `name`. One whose metadata is lost or wrong is taken from the manifest.
   *
   * When repairing, item stream and metadata are written anew; nothing changes for an archive without fault.
   */
  async check(name: string): Promise<void> {
    const { findings, manifest, references, repairs } = this.#run;
    const entry = manifest.archives.get(name);
    assert(entry !== undefined, "the archive is in the manifest");
    if (!references.has(entry.id)) {
      findings.problem(`Archive metadata block ${toHex(entry.id)} is missing!`);
      manifest.archives.delete(name);
      return;
    }
    references.leaveBehind(entry.id);
    const metadata = await this.#readMetadata(name, entry.id);
    if (metadata === undefined) {
      manifest.archives.delete(name);
      return;
    }
    const ids = itemIds(metadata.map);
    await this.#checkItems(name, ids);
    const newIds = (await repairs?.endItems()) ?? ids;
    for (const id of ids) references.leaveBehind(id);
    if (repairs === undefined) references.add(entry.id);
    else await this.#rewriteMetadata(name, entry, metadata, newIds);
  }

  async #readMetadata(name: string, id: Uint8Array): Promise<VerifiedMetadata | undefined> {
    const { findings, key, repository, ctx, repairs } = this.#run;
    let plaintext: Uint8Array;
    try {
      plaintext = decompress(key.open(await repository.get(id), id));
      key.assertId(id, plaintext);
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      findings.problem(`Archive metadata block ${toHex(id)} is corrupted: ${wordsOf(error)}`);
      return undefined;
    }
    try {
      const ignoreInvalidArchive = ctx.workarounds.has("ignore_invalid_archive_tam");
      const metadata = verifyTam(plaintext, "archive", key.secrets, { ignoreInvalidArchive });
      if (metadata.map.get("version") !== 1) throw new BorgError("Unknown archive metadata version");
      return metadata;
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      findings.problem(`Archive TAM authentication issue for archive ${name}: ${error.message}`);
      findings.error(
        repairs === undefined
          ? "This archive would be *removed* / *deleted* when using --repair!"
          : "This archive will be *removed* from the manifest! It will be deleted.",
      );
      return undefined;
    }
  }

  async #checkItems(name: string, ids: readonly Uint8Array[]): Promise<void> {
    const { findings, manifest, repairs } = this.#run;
    const salvager = new ItemSalvager(manifest.item_keys);
    repairs?.beginItems();
    const sink: ContentSink<StreamChunk> = {
      begin: (chunk) => {
        if (chunk.chunks.length > 0) return;
        salvager.loseTrack();
        findings.problem(`item metadata chunk missing ${chunkLabel(chunk)}`);
      },
      data: (chunk, bytes) => {
        this.#checkSalvage(name, chunk, salvager.push(bytes));
        return repairs?.drain();
      },
      damaged: (chunk, _wanted, error) => {
        salvager.loseTrack();
        findings.problem(`${error.message} ${chunkLabel(chunk)}`);
      },
      end: () => undefined,
    };
    await streamContents(this.#stage, this.#streamChunks(ids), sink, ITEM_BATCHES_AHEAD);
  }

  *#streamChunks(ids: readonly Uint8Array[]): Generator<StreamChunk[]> {
    const { references } = this.#run;
    for (const [number, id] of ids.entries()) {
      // Nobody knows the sizes; csize 0 says so.
      const chunks = references.has(id) ? [{ id, size: ITEM_CHUNK_BYTES, csize: 0 }] : [];
      yield [{ id, number, chunks }];
    }
  }

  #checkSalvage(name: string, chunk: StreamChunk, salvage: Salvage): void {
    const { findings, repairs } = this.#run;
    for (const value of salvage.values) {
      if ("problem" in value) {
        findings.problem(`${value.problem} ${chunkLabel(chunk)}`);
        continue;
      }
      try {
        const change = value.chunks < 0 ? undefined : this.#files.check(name, value, salvage.reader);
        repairs?.addItem(salvage.bytes.subarray(value.start, value.end), value, change);
      } catch (error) {
        if (!(error instanceof MsgpackError || error instanceof IntegrityError)) throw error;
        findings.problem(`Item with malformed values: ${error.message} ${chunkLabel(chunk)}`);
      }
    }
  }

  async #rewriteMetadata(
    name: string,
    entry: ArchiveEntry,
    metadata: VerifiedMetadata,
    itemIds: readonly Uint8Array[],
  ): Promise<void> {
    const { ctx, key, manifest, references, repairs } = this.#run;
    const map = new Map<string, MsgpackValue>([...metadata.map, ["items", [...itemIds]]]);
    const packed = packWithTam(map, "archive", key.secrets, metadata.salt ?? ctx.randomBytes(TAM_SALT_LENGTH));
    const id = key.idHash(packed);
    if (references.addOrMake(id)) repairs?.store(id, packed);
    await repairs?.drain();
    if (!equalBytes(id, entry.id)) manifest.archives.set(name, { ...entry, id });
  }
}

function chunkLabel(chunk: StreamChunk): string {
  return `[chunk: ${String(chunk.number).padStart(6, "0")}_${toHex(chunk.id)}]`;
}

/** @throws {IntegrityError} If the metadata has no proper list of ids. */
function itemIds(map: ReadonlyMap<string, MsgpackValue>): Uint8Array[] {
  const items = map.get("items");
  if (!Array.isArray(items)) throw new IntegrityError("Archive metadata has no list of items");
  return items.map((id) => {
    if (!(id instanceof Uint8Array) || id.length !== 32)
      throw new IntegrityError("Archive metadata has a malformed id");
    return id;
  });
}
