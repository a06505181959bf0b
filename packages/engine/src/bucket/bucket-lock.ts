import type { RepositoryLock } from "../repository/index.ts";
import type { BucketKeeper } from "./bucket-keeper.ts";
import type { Lease } from "./lease.ts";

/** The lease of a repository, which tells what has changed before it lets go. */
export class BucketLock implements RepositoryLock {
  readonly #lease: Lease;
  readonly #keeper: BucketKeeper;

  constructor(lease: Lease, keeper: BucketKeeper) {
    this.#lease = lease;
    this.#keeper = keeper;
  }

  isExclusive(): Promise<boolean> {
    return this.#lease.isExclusive();
  }

  upgrade(): Promise<void> {
    return this.#lease.upgrade();
  }

  async release(): Promise<void> {
    try {
      if (await this.#lease.isExclusive()) await this.#keeper.publish();
    } finally {
      await this.#lease.release();
    }
  }
}
