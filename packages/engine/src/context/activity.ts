/** How far a command is with the file at hand. */
export interface FileActivity {
  /** Path as it is stored or was walked (surrogateescape text). */
  readonly path: string;
  /** Bytes read or written so far. */
  readonly position: number;
  /** Bytes of the whole file, where they are known. */
  readonly size?: number | undefined;
}

/** What a command is at, for whoever asks in the middle of it. Costs nothing while nobody asks. */
export class Activity {
  #describe: () => FileActivity | undefined = () => undefined;

  /** @param describe Tells of the file at hand whenever it is called, until the next `begin` or {@link end}. */
  begin(describe: () => FileActivity | undefined): void {
    this.#describe = describe;
  }

  end(): void {
    this.#describe = () => undefined;
  }

  /** The file at hand; `undefined` where the command is not at any. */
  get current(): FileActivity | undefined {
    return this.#describe();
  }
}
