import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import { type PlaceholderValue, fillPlaceholders } from "@coffer/format/patterns";
import type { ParseWorld } from "../arguments/index.ts";
import { type Env, fullHostName, shortHostName, systemClock, userName } from "../environment/index.ts";
import {
  type CivilTime,
  formatTime,
  formatValue,
  parseFormatSpec,
  reprText,
  utcTime,
  zonedTime,
} from "../text/index.ts";
import { BORG_VERSION } from "../version/index.ts";

/** The world that values of the command line come from. */
export function systemParseWorld(env: Env): ParseWorld {
  const clock = systemClock();
  return {
    env,
    fillPlaceholders: placeholderFiller(env, () => clock.nowMicros()),
    readText: readNamedFile,
    fileSeconds: (path) => {
      try {
        return statSync(fileName(path)).mtimeMs / 1000;
      } catch {
        return undefined;
      }
    },
  };
}

/** A world for the command line of somebody else: no file of ours is looked at. */
export function isolatedParseWorld(env: Env): ParseWorld {
  return { ...systemParseWorld(env), readText: () => "", fileSeconds: () => undefined };
}

/** Fills Borg's placeholders into texts. @param now What `{now}` means unless the caller says, microseconds since 1970. */
export function placeholderFiller(env: Env, now: () => bigint): ParseWorld["fillPlaceholders"] {
  // Nearly all texts have none, and the values cost a little.
  return (text, atMicros) =>
    /[{}]/.test(text) ? fillPlaceholders(text, placeholderValues(env, atMicros ?? now())) : text;
}

/** Borg's placeholders by name. */
export function placeholderValues(env: Env, nowMicros: bigint): ReadonlyMap<string, PlaceholderValue> {
  const seconds = Number(nowMicros / 1_000_000n);
  const microsecond = Number(nowMicros % 1_000_000n);
  const [major = "", minor = "", patch = ""] = BORG_VERSION.split(".");
  return new Map<string, PlaceholderValue>([
    ["pid", plain(() => process.pid)],
    ["fqdn", plain(fullHostName)],
    ["reverse-fqdn", plain(() => fullHostName().split(".").toReversed().join("."))],
    ["hostname", plain(() => env["BORG_HOSTNAME"] || shortHostName())],
    ["now", time(() => zonedTime(seconds, microsecond))],
    ["utcnow", time(() => utcTime(seconds, microsecond))],
    ["unixtime", plain(() => seconds)],
    ["user", plain(() => env["BORG_USERNAME"] || userName())],
    ["uuid4", plain(randomUUID)],
    ["borgversion", plain(() => BORG_VERSION)],
    ["borgmajor", plain(() => major)],
    ["borgminor", plain(() => `${major}.${minor}`)],
    ["borgpatch", plain(() => `${major}.${minor}.${patch}`)],
  ]);
}

function plain(value: () => string | number): PlaceholderValue {
  return (spec) => formatValue(value(), parseFormatSpec(spec));
}

function time(value: () => CivilTime): PlaceholderValue {
  return (spec) => formatTime(value(), spec === "" ? "%Y-%m-%dT%H:%M:%S" : spec);
}

function fileName(path: string): Buffer {
  return Buffer.from(textToBytes(path));
}

function readNamedFile(path: string): string {
  try {
    return bytesToText(readFileSync(fileName(path)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new BorgError(`Error: [Errno 2] No such file or directory: ${reprText(path)}`);
  }
}
