import type { Region } from "./shared-heap.ts";

/** Somebody who counts the users of memory. */
export interface Hold {
  retain(): void;
  release(): void;
}

/** Counts the users of a region and frees it after the last. */
export class RegionHold implements Hold {
  readonly region: Region;
  #users = 1;
  readonly #free: (region: Region) => void;

  constructor(region: Region, free: (region: Region) => void) {
    this.region = region;
    this.#free = free;
  }

  retain(): void {
    this.#users += 1;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#free(this.region);
  }
}
