/** Cuts text that comes in pieces into lines. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #rest = "";

  /** @param onLine Gets each line without its line break. */
  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#onLine(line);
  }

  /** Hands over a last line that has no line break. */
  end(): void {
    if (this.#rest !== "") this.#onLine(this.#rest);
    this.#rest = "";
  }
}
