import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { BorgError } from "@coffer/format/errors";
import type { Repository } from "../repository/index.ts";
import { readTextIfExists, saveFile } from "./save-file.ts";

/** Counter values (16-byte blocks) reserved beyond what is needed at once. */
export const NONCE_SPACE_RESERVATION: bigint = 2n ** 28n;
const NONCE_MAX = 2n ** 64n - 1n;

type NonceStore = Pick<Repository, "getFreeNonce" | "commitNonceReservation">;

/**
 * Hands out AES-CTR counter space of which no value is ever handed out twice: not by this process, not by another one on
 * this repository, not after a crash.
 *
 * Space is reserved in the repository and then in the security folder, durably, *before* any of it is used; what a
 * process reserved and did not use is lost for good (2^64 blocks outlast any repository). The repository's copy protects
 * several clients from each other, the local one protects against a server that turns back its state.
 *
 * Needs the repository's exclusive lock.
 * @see docs/formats/security.md, "Nonces"
 */
export class NonceReservation {
  readonly #repository: NonceStore;
  readonly #folder: string;
  readonly #file: string;
  /** First value not handed out, as far as this process knows. */
  #next: bigint;
  /** First value that is not ours; `undefined` before the first reservation. */
  #end: bigint | undefined;
  /** The last of the reservations under way; later takers queue behind it. */
  #pending: Promise<bigint> | undefined;

  /**
   * @param folder Security folder of this repository; made when missing.
   * @param start First value beyond those that the manifest was sealed with; 0 in a new repository.
   */
  constructor(repository: NonceStore, folder: string, start: bigint) {
    assert(start >= 0n && start < NONCE_MAX);
    this.#repository = repository;
    this.#folder = folder;
    this.#file = join(folder, "nonce");
    this.#next = start;
  }

  /**
   * Takes `blocks` counter values in a row and returns the first. At once while the reservation has room, else after the
   * next one is durable; calls are served in order. 0 blocks (keys that do not encrypt) need no reservation.
   *
   * @throws If no reservation could be made (lost lock, disk full, spoiled nonce file); nothing was handed out.
   */
  take(blocks: number): bigint | Promise<bigint> {
    assert(Number.isSafeInteger(blocks) && blocks >= 0);
    if (blocks === 0) return 0n;
    if (this.#pending === undefined) return this.#takeReserved(blocks) ?? this.#enqueue(blocks);
    return this.#enqueue(blocks);
  }

  #takeReserved(blocks: number): bigint | undefined {
    if (this.#end === undefined || this.#next + BigInt(blocks) > this.#end) return undefined;
    const first = this.#next;
    this.#next += BigInt(blocks);
    return first;
  }

  #enqueue(blocks: number): Promise<bigint> {
    const before = this.#pending ?? Promise.resolve(0n);
    // The taker before us sees its own error; ours may still succeed.
    const mine = before
      .catch(() => 0n)
      .then(() => this.#takeReserved(blocks) ?? this.#reserve(blocks))
      .finally(() => {
        if (this.#pending === mine) this.#pending = undefined;
      });
    this.#pending = mine;
    return mine;
  }

  async #reserve(blocks: number): Promise<bigint> {
    const inRepository = await this.#repository.getFreeNonce();
    const local = await this.#readLocal();
    let first = this.#next;
    for (const known of [inRepository, local, this.#end]) if (known !== undefined && known > first) first = known;
    const end = first + BigInt(blocks) + NONCE_SPACE_RESERVATION;
    if (end >= NONCE_MAX) throw new BorgError("Error: The nonce space of this repository is used up.");
    await this.#repository.commitNonceReservation(end, inRepository);
    await this.#writeLocal(end, local);
    this.#end = end;
    this.#next = first + BigInt(blocks);
    return first;
  }

  async #readLocal(): Promise<bigint | undefined> {
    const text = readTextIfExists(this.#file)?.trim();
    if (text === undefined) return undefined;
    if (!/^[0-9a-f]{16}$/i.test(text)) {
      throw new BorgError(`Error: Local security dir has an invalid nonce file: ${JSON.stringify(text.slice(0, 40))}`);
    }
    return BigInt(`0x${text}`);
  }

  async #writeLocal(end: bigint, expected: bigint | undefined): Promise<void> {
    if ((await this.#readLocal()) !== expected) {
      throw new BorgError("Error: nonce space reservation with mismatched previous state");
    }
    await mkdir(this.#folder, { recursive: true });
    await saveFile(this.#file, end.toString(16).padStart(16, "0"));
  }
}
