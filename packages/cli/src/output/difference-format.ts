import type { ItemChange, PathDifference } from "@coffer/engine/commands";
import {
  type JsonValue,
  dumpJson,
  formatFileMode,
  formatFileSize,
  formatIsoTime,
  formatListTime,
  localTimeOfFile,
  replaceSurrogates,
  textLength,
} from "../text/index.ts";

/** One line of `diff`: changes, then the path. */
export function formatDifference({ path, changes }: PathDifference): string {
  const words = changes.filter(isActual).map(changeText).join(" ");
  const padding = " ".repeat(Math.max(0, 19 - textLength(words)));
  return `${replaceSurrogates(words)}${padding} ${replaceSurrogates(path)}\n`;
}

/** One line of `diff --json-lines`. */
export function differenceJson({ path, changes }: PathDifference): string {
  const listed = changes.filter(isActual).map(changeJson);
  return `${dumpJson({ path: replaceSurrogates(path), changes: listed }, { sortKeys: true })}\n`;
}

/** Content that differs in the order or the storage of its chunks only is changed by nothing that could be told. */
function isActual(change: ItemChange): boolean {
  return change.type !== "modified" || change.added !== 0 || change.removed !== 0;
}

function changeText(change: ItemChange): string {
  switch (change.type) {
    case "added":
      return `added ${formatFileSize(change.size).padStart(13)}`;
    case "removed":
      return `removed ${formatFileSize(change.size).padStart(11)}`;
    case "modified":
      return change.added === undefined || change.removed === undefined
        ? change.type
        : `${signedSize(change.added)} ${signedSize(-change.removed)}`;
    case "owner":
      return `[${ownerText(change.old_user, change.old_group)} -> ${ownerText(change.new_user, change.new_group)}]`;
    case "mode":
      return `[${formatFileMode(change.old_mode)} -> ${formatFileMode(change.new_mode)}]`;
    case "ctime":
      return timeText(change.type, change.old_ctime, change.new_ctime);
    case "mtime":
      return timeText(change.type, change.old_mtime, change.new_mtime);
    default:
      return change.type;
  }
}

function signedSize(bytes: number): string {
  return formatFileSize(bytes, { precision: 1, sign: true }).padStart(9);
}

/** Names that are not known are what Python calls nothing. */
function ownerText(user: string | null, group: string | null): string {
  return `${user ?? "None"}:${group ?? "None"}`;
}

function timeText(name: string, before: bigint, after: bigint): string {
  return `[${name}: ${formatListTime(localTimeOfFile(before))} -> ${formatListTime(localTimeOfFile(after))}]`;
}

function changeJson(change: ItemChange): JsonValue {
  switch (change.type) {
    case "mode":
      return {
        type: change.type,
        old_mode: formatFileMode(change.old_mode),
        new_mode: formatFileMode(change.new_mode),
      };
    case "ctime":
      return { type: change.type, old_ctime: isoTime(change.old_ctime), new_ctime: isoTime(change.new_ctime) };
    case "mtime":
      return { type: change.type, old_mtime: isoTime(change.old_mtime), new_mtime: isoTime(change.new_mtime) };
    default:
      return { ...change };
  }
}

function isoTime(nanoseconds: bigint): string {
  return formatIsoTime(localTimeOfFile(nanoseconds));
}
