import { PatternMatcher } from "@coffer/format/patterns";
import type { PlainMatcher } from "@coffer/format/patterns";
import type { Job, JobContext } from "../../threads/index.ts";
import { FilePacker, MetadataCollector, Walker } from "../source/index.ts";
import type {
  ForgottenMaster,
  MetadataOptions,
  PackedFiles,
  WalkEntry,
  WalkEvent,
  WalkOptions,
} from "../source/index.ts";

/** What a walk is told. Plain data. */
export interface StartWalk {
  /** As the user gave them. */
  readonly roots: readonly string[];
  readonly rules: Omit<WalkOptions, "metadata" | "matcher">;
  readonly matcher?: PlainMatcher;
  readonly metadata: MetadataOptions;
}

/** A stretch of a walk. */
export interface WalkBatch {
  /** In order: events, and counts of files that come next in `files`. */
  readonly sequence: readonly (WalkEvent | number)[];
  /** Regular files with content of their own. */
  readonly files: PackedFiles;
  /** What is to be logged as a warning. */
  readonly messages: readonly string[];
  /** Nothing comes after this. */
  readonly isLast: boolean;
}

/** Files or events of a batch: what a thread can do while the main thread is busy elsewhere. */
const BATCH_MAX = 2048;

interface WalkState {
  readonly walker: Walker;
  readonly events: Iterator<WalkEvent>;
  messages: string[];
}

/** Readies a walk on this thread, in the place of any other. Nothing is looked at yet. */
export const startWalk: Job<StartWalk, void> = (context, message) => {
  const metadata = new MetadataCollector(message.metadata, (line) => stateOf(context).messages.push(line));
  const { rules, matcher, roots } = message;
  const walker = new Walker({
    ...rules,
    metadata,
    ...(matcher === undefined ? {} : { matcher: PatternMatcher.fromPlain(matcher) }),
  });
  const state: WalkState = { walker, events: walkAll(walker, roots), messages: [] };
  context.state.set("walk", state);
};

/** Walks on to the end of the next batch. */
export const walkOn: Job<void, WalkBatch> = (context) => {
  const state = stateOf(context);
  const packer = new FilePacker(BATCH_MAX);
  const sequence: (WalkEvent | number)[] = [];
  let isLast = false;
  while (!packer.isFull && sequence.length < BATCH_MAX) {
    const next = state.events.next();
    if (next.done === true) {
      isLast = true;
      break;
    }
    if (!hasContent(next.value)) {
      sequence.push(next.value);
      continue;
    }
    packer.add(next.value);
    if (typeof sequence.at(-1) === "number") (sequence[sequence.length - 1] as number) += 1;
    else sequence.push(1);
  }
  const { messages } = state;
  state.messages = [];
  return { sequence, files: packer.finish(), messages, isLast };
};

/** See `Walker.forgetMaster`. */
export const forgetMaster: Job<ForgottenMaster, void> = (context, message) =>
  stateOf(context).walker.forgetMaster(message);

/** Closes the folders that the walk has open. */
export const endWalk: Job<void, void> = (context) => {
  stateOf(context).events.return?.();
  context.state.delete("walk");
};

function* walkAll(walker: Walker, roots: readonly string[]): Generator<WalkEvent, void, undefined> {
  for (const root of roots) yield* walker.walk(root);
}

/** Whether this is a regular file, and not a hard link to one that came before. */
function hasContent(event: WalkEvent): event is WalkEntry {
  return event.type === "item" && event.kind === "file" && event.item.source === undefined;
}

function stateOf(context: JobContext): WalkState {
  const state = context.state.get("walk");
  if (state === undefined) throw new Error("a walk goes on that was not started");
  return state as WalkState;
}
