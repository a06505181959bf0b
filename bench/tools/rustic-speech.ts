import { join } from "node:path";
import type { Setting, Speech } from "./tool.ts";

/** Levels of zstd: 1 stands for the fast class, as rustic has no lz4. */
const LEVELS: Readonly<Record<Setting["compression"], string>> = { lz4: "1", "zstd,3": "3", "zstd,10": "10" };

/** rustic's command line: compression belongs to the repository, and snapshots go by `latest` as restic's do. */
export const rusticSpeech: Speech = {
  environment: ({ home, repository }) => ({
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: home,
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    RUSTIC_REPOSITORY: repository,
    RUSTIC_PASSWORD: "correct horse",
    RUSTIC_CACHE_DIR: join(home, "cache"),
    RUSTIC_NO_PROGRESS: "true",
  }),
  init: (_place, { compression }) => [["init", "--set-compression", LEVELS[compression]]],
  create: (_place, _archive, _setting, time) => [
    "backup",
    ...(time === undefined ? [] : ["--time", time.toISOString().slice(0, 19)]),
    ".",
  ],
  extract: (_place, _archive, _source, file) => [
    "restore",
    file === undefined ? "latest" : `latest:${file}`,
    file === undefined ? "." : "file",
  ],
  list: () => ["ls", "latest"],
  info: () => ["repoinfo"],
  check: () => ["check"],
  checkData: () => ["check", "--read-data"],
  prune: (_place, days) => [["forget", "--keep-daily", String(days), "--prune", "--instant-delete"]],
};
