import { RpcFormatError } from "./rpc-format-error.ts";
import type { MsgpackValue } from "../bytes/index.ts";

/**
 * A version of Borg as the protocol has it: major, minor, patch, then -1; or for what comes before a release -4 (alpha), -3 (beta),
 * -2 (candidate) or -9 (development) and its number. So their order is that of their elements.
 */
export type BorgVersion = readonly number[];

const MARK_BY_NAME: Readonly<Record<string, number>> = { a: -4, b: -3, rc: -2, dev: -9 };
const NAME_BY_MARK: ReadonlyMap<number, string> = new Map([
  [-4, "a"],
  [-3, "b"],
  [-2, "rc"],
  [-9, ".dev"],
]);
/** Elements of a version; no more are read. */
const LENGTH_MAX = 8;

/** @param text `1.4.5`, `1.1.0b3`, `1.2.1.dev7`; what follows is ignored. @throws {RangeError} If it begins otherwise. */
export function parseVersion(text: string): BorgVersion {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:\.?(a|b|rc|dev)(\d+))?/.exec(text);
  if (match === null) throw new RangeError(`Invalid version string ${text}`);
  const [, major, minor, patch, name, number] = match;
  const mark = name === undefined ? [-1] : [MARK_BY_NAME[name] ?? -1, Number(number)];
  return [Number(major), Number(minor), Number(patch), ...mark];
}

export function formatVersion(version: BorgVersion): string {
  const end = version.findIndex((part) => part < 0);
  const numbers = (end === -1 ? version : version.slice(0, end)).join(".");
  const name = NAME_BY_MARK.get(version[end] ?? -1);
  return name === undefined ? numbers : `${numbers}${name}${version[end + 1] ?? ""}`;
}

/** Negative if `a` is older than `b`, 0 if they are equal, else positive. */
export function compareVersions(a: BorgVersion, b: BorgVersion): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A version from the peer. @throws {RpcFormatError} If the value is none. */
export function readVersion(value: MsgpackValue | undefined): BorgVersion {
  const isVersion = Array.isArray(value) && value.length > 0 && value.length <= LENGTH_MAX;
  if (!isVersion || !value.every((part) => typeof part === "number")) throw new RpcFormatError("no version");
  return value;
}
