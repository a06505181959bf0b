import type { Readable } from "node:stream";
import { textToBytes } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import type { EngineContext } from "../../context/index.ts";
import { OSError, pythonRepr } from "../../platform/index.ts";
import type { FileError, PipedFile } from "../source/index.ts";
import { fileErrorFrom, pipedItem, ReadableBytes } from "../source/index.ts";
import type { ItemCollector } from "./item-collector.ts";
import type { ContentSource, Outcome, PipelineEntry } from "./unit.ts";

/** Bytes to be stored as a file. A descriptor (3 and up) is closed when it was read. */
export type PipedContent = { readonly fd: number } | { readonly readable: Readable };

export interface PipedInput {
  readonly file: PipedFile;
  /** Called when it is the content's turn. */
  readonly content: () => PipedContent;
}

/**
 * What the pipeline gets for a pipe: its status, then its content.
 *
 * @param isVital Trouble with the content ends the command; else it is left out, with a warning.
 * @throws {BorgError} If the file's owner does not exist.
 */
export function* pipedEntries(
  { file, content }: PipedInput,
  isVital: boolean,
  items: ItemCollector,
  ctx: Pick<EngineContext, "reporter" | "clock">,
): Generator<PipelineEntry, void, undefined> {
  const { reporter, clock } = ctx;
  // Listened to at once: a program may end before its turn to be read.
  const source = sourceOf(file.name, content());
  if (reporter.wantsFileStatus) yield { complete: () => reporter.fileStatus("i", file.name) };
  const item = pipedItem(file, clock.nowMicros() / 1_000_000n);
  const complete = (outcome: Outcome): void => {
    if (outcome.type === "stored") {
      item.size = items.count(outcome.chunks);
      item.chunks = outcome.chunks;
      items.add(item);
      return;
    }
    const error = troubleOf(outcome);
    if (isVital) throw new BorgError(`${pythonRepr(file.name)}: ${error.message}`);
    reporter.warn(error.toWarning(file.name));
    if (reporter.wantsFileStatus) reporter.fileStatus("E", file.name);
  };
  yield { source, complete, addPart: (chunks, number) => items.addPart(item, chunks, number) };
}

function sourceOf(name: string, content: PipedContent): ContentSource {
  const nothing = { pathBytes: textToBytes(name), size: 0, inode: 0n, ctimeNs: 0n, special: true };
  return { ...nothing, ...("fd" in content ? content : { stream: new ReadableBytes(content.readable) }) };
}

function troubleOf(outcome: Outcome): FileError {
  if (outcome.type !== "trouble") throw new Error("a pipe came back without its content");
  return fileErrorFrom(outcome.trouble.operation, new OSError(outcome.trouble.errno));
}
