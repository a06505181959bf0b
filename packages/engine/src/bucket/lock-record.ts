import { IntegrityError } from "@coffer/format/errors";

/** Segment numbers, both included. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export interface LockHolder {
  readonly hostid: string;
  readonly pid: number;
  /** Names this one lease: a process may hold several, one after the other. */
  readonly token: string;
  /** Whether he holds it only as long as his candidate stands. */
  readonly isElected?: boolean;
}

/** The content of `ctl/lock`. It is never removed, so that every change of hands is a replacement that only one can win. */
export interface LockRecord {
  /** Grows with each change of hands. */
  readonly epoch: number;
  /** `undefined`: the lock is free. */
  readonly holder: LockHolder | undefined;
  /** Grows with each renewal, so that no two contents are the same. */
  readonly beat: number;
  /**
   * Segments that the holder may be writing; where the lock is free, those that one before may have begun and not given up. Whoever takes
   * the lock from him occupies these numbers before anything else.
   */
  readonly window: Window | undefined;
  /** The segment that the log goes on with, as far as whoever had the lock last knew; only a hint. */
  readonly next?: number | undefined;
}

export function encodeLock({ epoch, holder, beat, window, next }: LockRecord): Uint8Array {
  const json = {
    version: 1,
    epoch,
    beat,
    holder: holder === undefined ? null : holderJson(holder),
    window: window ?? null,
    ...(next === undefined ? {} : { next }),
  };
  return new TextEncoder().encode(`${JSON.stringify(json)}\n`);
}

/** @throws {IntegrityError} */
export function decodeLock(bytes: Uint8Array, location: string): LockRecord {
  try {
    const json = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (json["version"] !== 1) throw new RangeError("unknown version");
    const window = json["window"] as Record<string, unknown> | null;
    const holder = json["holder"] as Record<string, unknown> | null;
    return {
      epoch: number(json["epoch"]),
      beat: number(json["beat"]),
      holder: holder === null ? undefined : asHolder(holder),
      window: window === null ? undefined : { from: number(window["from"]), to: number(window["to"]) },
      next: json["next"] === undefined ? undefined : number(json["next"]),
    };
  } catch (error) {
    throw new IntegrityError(`${location} is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function holderJson({ hostid, pid, token, isElected }: LockHolder): object {
  return { hostid, pid, token, ...(isElected === true ? { elected: true } : {}) };
}

function asHolder(json: Readonly<Record<string, unknown>>): LockHolder {
  const isElected = json["elected"] === true;
  return { hostid: text(json["hostid"]), pid: number(json["pid"]), token: text(json["token"]), isElected };
}

function number(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new TypeError("not a number");
  return value as number;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("not a text");
  return value;
}
