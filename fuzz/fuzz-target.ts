/** A decoder under fire. */
export interface FuzzTarget {
  /** Name of the decoder, as in its file name. */
  readonly name: string;
  /** Well-formed inputs that mutations start from. */
  seeds(): Uint8Array[];
  /**
   * Decodes `input`. Catches exactly the errors that the decoder documents; whatever else it throws is a finding, and so is
   * taking longer than the runner's time bound or more memory than its memory bound.
   */
  run(input: Uint8Array): void | Promise<void>;
}
