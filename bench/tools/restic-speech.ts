import { join } from "node:path";
import type { Setting, Speech } from "./tool.ts";

/**
 * restic's command line. Its snapshots have no names: each is the latest one of its repository when it is asked for.
 *
 * Its only fast compression before 0.18 is the usual one, zstd as of level 3.
 */
export function resticSpeech(version: string): Speech {
  const hasMoreLevels = isAtLeast(version, [0, 18]);
  const level = ({ compression }: Setting): string => {
    if (compression === "zstd,10") return hasMoreLevels ? "better" : "max";
    return compression === "lz4" && hasMoreLevels ? "fastest" : "auto";
  };
  return {
    environment: ({ home, repository }) => ({
      PATH: process.env["PATH"] ?? "/usr/bin:/bin",
      HOME: home,
      LC_ALL: "C.UTF-8",
      TZ: "UTC",
      RESTIC_REPOSITORY: repository,
      RESTIC_PASSWORD: "correct horse",
      RESTIC_CACHE_DIR: join(home, "cache"),
    }),
    init: () => [["init"]],
    create: (_place, _archive, setting, time) => [
      "backup",
      "--compression",
      level(setting),
      ...(time === undefined ? [] : ["--time", time.toISOString().slice(0, 19).replace("T", " ")]),
      ".",
    ],
    extract: (_place, _archive, source, file) => [
      "restore",
      "latest",
      "--target",
      ".",
      ...(file === undefined ? [] : ["--include", join(source, file)]),
    ],
    list: () => ["ls", "latest"],
    info: () => ["stats", "latest"],
    check: () => ["check"],
    checkData: () => ["check", "--read-data"],
    prune: (_place, days) => [["forget", "--keep-daily", String(days), "--prune"]],
  };
}

/** `version` as `restic version` prints it. */
export function isAtLeast(version: string, least: readonly [number, number]): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) > least[0] || (Number(major) === least[0] && Number(minor) >= least[1]);
}
