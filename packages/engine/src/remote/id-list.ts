/** Ids as the result of a method, one behind the other: their answer is made in parts. */
export class IdList {
  readonly packed: Uint8Array;

  constructor(packed: Uint8Array) {
    this.packed = packed;
  }
}
