import { setImmediate as turn } from "node:timers/promises";
import type { EngineContext } from "../../context/index.ts";
import type { EntryFactory } from "./entry-factory.ts";
import type { EntryIntake } from "./entry-intake.ts";
import type { ItemCollector } from "./item-collector.ts";
import { pipedEntries } from "./piped-entry.ts";
import type { PipedInput } from "./piped-entry.ts";
import type { OwnSource } from "./own-source.ts";

export interface ArchiveFeedOptions {
  readonly ctx: EngineContext;
  readonly intake: EntryIntake;
  readonly source: OwnSource;
  readonly factory: EntryFactory;
  readonly items: ItemCollector;
}

/** The way into an archive in the making: one thing after another, each call awaited before the next. */
export class ArchiveFeed {
  readonly #options: ArchiveFeedOptions;

  constructor(options: ArchiveFeedOptions) {
    this.#options = options;
  }

  /** Stores the roots that the walk was told, and all that is below them. */
  async walk(): Promise<void> {
    const { source, factory, ctx, intake } = this.#options;
    const { walk, contents } = source;
    for (let batch = await walk.next(); batch !== undefined; batch = await walk.next()) {
      contents.begin();
      for (const message of batch.messages) ctx.reporter.log({ level: "warning", message, name: "borg.xattr" });
      for (const entry of factory.entriesOf(batch)) {
        const added = intake.add(entry);
        if (added !== undefined) await added;
      }
      const made = intake.checkpoint();
      if (made !== undefined) await made;
      await turn();
    }
  }

  /** Stores what is at single paths, whatever the patterns say; of folders not what is in them. */
  async paths(paths: readonly string[]): Promise<void> {
    await this.walk();
    this.#options.source.walk.goOn(paths);
    await this.walk();
  }

  /**
   * Stores the content of a pipe as a file. It has been read when this resolves.
   *
   * @throws {BorgError} If there is trouble with the content, or the file's owner does not exist.
   */
  async pipe(input: PipedInput): Promise<void> {
    const { items, ctx, intake } = this.#options;
    for (const entry of pipedEntries(input, true, items, ctx)) await intake.add(entry);
  }

  /** Waits until all that was given is stored; it is not durable then. */
  settle(): Promise<void> {
    return this.#options.intake.settle();
  }
}
