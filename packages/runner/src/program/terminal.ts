/** Where the program writes. */
export interface Terminal {
  /** Text for standard output. */
  writeOut(text: string): void;
  /** Text for standard error. */
  writeErr(text: string): void;
}
