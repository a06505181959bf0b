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

/** Stands in a walk where what is read from standard input comes. */
const STANDARD_INPUT = "standard input";

/** What a walk is told. Plain data. */
export interface StartWalk {
  /** As the user gave them. */
  readonly roots: readonly string[];
  /** The root `-` stands for standard input. */
  readonly takesStandardInput: boolean;
  readonly rules: Omit<WalkOptions, "metadata" | "matcher">;
  readonly matcher?: PlainMatcher;
  readonly metadata: MetadataOptions;
}

/** An event, or how many files come next in the batch's `files`. */
export type WalkStep = WalkEvent | number | typeof STANDARD_INPUT;

/** A stretch of a walk, in order. */
export interface WalkBatch {
  readonly sequence: readonly WalkStep[];
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
  events: Iterator<WalkEvent | typeof STANDARD_INPUT>;
  messages: string[];
}

/** Readies a walk on this thread, in the place of any other. Nothing is looked at yet. */
export const startWalk: Job<StartWalk, void> = (context, message) => {
  const metadata = new MetadataCollector(message.metadata, (line) => stateOf(context).messages.push(line));
  const { rules, matcher } = message;
  const walker = new Walker({
    ...rules,
    metadata,
    ...(matcher === undefined ? {} : { matcher: PatternMatcher.fromPlain(matcher) }),
  });
  const state: WalkState = { walker, events: walkAll(walker, message), messages: [] };
  context.state.set("walk", state);
};

/** Goes on, after the last batch, with single paths. Nothing is looked at yet. */
export const walkPaths: Job<readonly string[], void> = (context, paths) => {
  const state = stateOf(context);
  state.events = singles(state.walker, paths);
};

/** Walks on to the end of the next batch. */
export const walkOn: Job<void, WalkBatch> = (context) => {
  const state = stateOf(context);
  const packer = new FilePacker(BATCH_MAX);
  const sequence: WalkStep[] = [];
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

function* walkAll(
  walker: Walker,
  { roots, takesStandardInput }: StartWalk,
): Generator<WalkEvent | typeof STANDARD_INPUT, void, undefined> {
  for (const root of roots) {
    if (root === "-" && takesStandardInput) yield STANDARD_INPUT;
    else yield* walker.walk(root);
  }
}

function* singles(walker: Walker, paths: readonly string[]): Generator<WalkEvent, void, undefined> {
  for (const path of paths) yield* walker.single(path);
}

/** Whether this is a regular file, and not a hard link to one that came before. */
function hasContent(event: WalkEvent | typeof STANDARD_INPUT): event is WalkEntry {
  return event !== STANDARD_INPUT && event.type === "item" && event.kind === "file" && event.item.source === undefined;
}

function stateOf(context: JobContext): WalkState {
  const state = context.state.get("walk");
  if (state === undefined) throw new Error("a walk goes on that was not started");
  return state as WalkState;
}
