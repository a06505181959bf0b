import { createHash } from "node:crypto";
import { equalBytes } from "@coffer/format/bytes";
import { MANIFEST_ID } from "@coffer/format/segment";
import { ReplayLog } from "./replay-log.ts";

/**
 * What is known on this side of the transaction under way: all of its changes, and which manifest it began with.
 *
 * The manifest tells whether a repository that was out of sight is still the one that we know: everything that changes a repository
 * writes a new one.
 */
export class TransactionRecord {
  readonly log: ReplayLog;
  /** Digests of the manifest, as it was committed last and as it will be by the next commit. */
  #committed: string | undefined;
  #next: string | undefined;

  constructor(logPath: string) {
    this.log = new ReplayLog(logPath);
  }

  /** Whether a lost transaction could be repeated, and the repository recognised. */
  get isRepeatable(): boolean {
    return this.#committed !== undefined && this.log.isComplete;
  }

  /** Takes note of an object that was read. */
  noteRead(id: Uint8Array, data: Uint8Array): void {
    if (equalBytes(id, MANIFEST_ID) && this.#next === undefined) this.#committed = digestOf(data);
  }

  /** Takes note of an object that is about to be stored. */
  notePut(id: Uint8Array, data: Uint8Array): void {
    if (equalBytes(id, MANIFEST_ID)) this.#next = digestOf(data);
  }

  /** The changes are durable. */
  async noteCommit(): Promise<void> {
    this.#committed = this.#next ?? this.#committed;
    this.#next = undefined;
    await this.log.clear();
  }

  /** The changes are void. */
  async noteRollback(): Promise<void> {
    this.#next = undefined;
    await this.log.clear();
  }

  /** @param manifest The one that is stored now. @returns What that says of the transaction. */
  judge(manifest: Uint8Array): "unchanged" | "committed" | "foreign" {
    const digest = digestOf(manifest);
    if (digest === this.#committed) return "unchanged";
    return digest === this.#next ? "committed" : "foreign";
  }
}

function digestOf(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
