import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const LOADING = "(loading modules)";

/** A `.cpuprofile` as V8 writes it, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  /** Node of each sample, and microseconds since the sample before it. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A function where it was called from; times in microseconds. */
export interface Frame {
  name: string;
  /** `packages/…/file.ts:12`; empty for what is no code of a file. */
  readonly place: string;
  self: number;
  /** With all that it called. */
  total: number;
  children: Frame[];
}

/** The tree of calls of one thread. Calls of the same function from the same place are one frame, and recursion is as deep as it was. */
export function frameTreeOf(profile: CpuProfile, root: string): Frame {
  const frames = new Map<number, Frame>();
  for (const { id, callFrame } of profile.nodes) {
    const { functionName, url, lineNumber } = callFrame;
    const place = placeOf(url, lineNumber, root);
    frames.set(id, {
      name: functionName === "" ? "(anonymous)" : functionName,
      place,
      self: 0,
      total: 0,
      children: [],
    });
  }
  for (const { id, children = [] } of profile.nodes) {
    const found = children.map((child) => frames.get(child)).filter((frame) => frame !== undefined);
    frames.get(id)?.children.push(...found);
  }
  profile.samples.forEach((id, index) => {
    const frame = frames.get(id);
    // a clock that went back gives times below zero
    if (frame !== undefined) frame.self += Math.max(0, profile.timeDeltas[index] ?? 0);
  });
  const top = frames.get(profile.nodes[0]?.id ?? -1);
  if (top === undefined) throw new Error("a profile without nodes");
  addUp(top);
  return top;
}

/**
 * Adds `total` from the leaves on, and folds what only loads modules; without a call for each level, as deep recursion of programs would
 * overrun the stack.
 */
function addUp(top: Frame): void {
  const order = [top];
  for (const frame of order) order.push(...frame.children);
  const withOurs = new Set<Frame>();
  for (const frame of order.reverse()) {
    frame.total = frame.children.reduce((sum, child) => sum + child.total, frame.self);
    if (frame.place.startsWith("packages/") || frame.children.some((child) => withOurs.has(child))) withOurs.add(frame);
    else if (frame.place.startsWith("node:internal/modules/")) fold(frame);
  }
}

/** A program that runs from its sources loads a file for each module, which its bundle does not: nobody wants to see how. */
function fold(frame: Frame): void {
  frame.name = LOADING;
  frame.self = frame.total;
  frame.children = [];
}

function placeOf(url: string, lineNumber: number, root: string): string {
  if (url === "") return "";
  const path = url.startsWith("file://") ? relative(root, fileURLToPath(url)) : url;
  return `${path}:${lineNumber + 1}`;
}

/** A function, all its calls together. */
export interface HotFunction {
  readonly name: string;
  readonly place: string;
  self: number;
}

/** What a thread spent its own time in, most first; waiting is no work. */
export function hotFunctionsOf(top: Frame): HotFunction[] {
  const found = new Map<string, HotFunction>();
  const order = [top];
  for (const { name, place, self, children } of order) {
    order.push(...children);
    if (name === "(idle)" || self === 0) continue;
    const key = name === LOADING ? name : `${name} ${place}`;
    const known = found.get(key) ?? { name, place: name === LOADING ? "" : place, self: 0 };
    known.self += self;
    found.set(key, known);
  }
  return [...found.values()].toSorted((left, right) => right.self - left.self);
}
