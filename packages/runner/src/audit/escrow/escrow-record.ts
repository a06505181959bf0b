/** One copy of a key, as the database has it. Times are in milliseconds since 1970. */
export interface EscrowRecord {
  readonly id: number;
  readonly form: "text" | "paper" | "qr";
  /** Where the user says that it lies. */
  readonly place: string;
  /** Where the user says that the passphrase lies; empty if nothing was said. */
  readonly passphrasePlace: string;
  /** Of the key when it was copied. */
  readonly keyDigest: string;
  readonly exportedMs: number;
  /** When a proof last succeeded. */
  readonly provenMs: number | undefined;
}
