import { toHex } from "../bytes/index.ts";
import type { Xxh64 } from "./kernels.ts";

/** A stream of XXH64 whose state lies outside kernel memory, so that any number can be open. */
export class WasmXxh64 implements Xxh64 {
  readonly #update: (data: Uint8Array) => void;
  readonly #digest: () => Uint8Array;

  constructor(update: (data: Uint8Array) => void, digest: () => Uint8Array) {
    this.#update = update;
    this.#digest = digest;
  }

  update(data: Uint8Array): this {
    this.#update(data);
    return this;
  }

  hexdigest(): string {
    return toHex(this.#digest());
  }
}
