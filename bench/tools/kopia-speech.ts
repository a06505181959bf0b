import { join } from "node:path";
import type { Setting, Speech } from "./tool.ts";

const COMPRESSORS: Readonly<Record<Setting["compression"], string>> = {
  lz4: "s2-default",
  "zstd,3": "zstd",
  "zstd,10": "zstd-better-compression",
};

/** kopia's command line. Compression and retention are policies of the repository; archives go by their source. */
export const kopiaSpeech: Speech = {
  environment: ({ home }) => ({
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: home,
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    KOPIA_PASSWORD: "correct horse",
    KOPIA_CONFIG_PATH: join(home, "repository.config"),
    KOPIA_CACHE_DIRECTORY: join(home, "cache"),
    KOPIA_LOG_DIR: join(home, "log"),
    KOPIA_CHECK_FOR_UPDATES: "false",
  }),
  init: ({ repository }, { compression }) => [
    ["repository", "create", "filesystem", "--path", repository],
    ["policy", "set", "--global", "--compression", COMPRESSORS[compression]],
  ],
  create: (_place, _archive, _setting, time) => [
    "snapshot",
    "create",
    "--no-progress",
    ...(time === undefined ? [] : ["--start-time", `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`]),
    ".",
  ],
  extract: (_place, _archive, source, file) => [
    "restore",
    "--no-progress",
    file === undefined ? source : join(source, file),
    file === undefined ? "." : "file",
  ],
  info: () => ["content", "stats"],
  check: () => ["snapshot", "verify"],
  checkData: () => ["snapshot", "verify", "--verify-files-percent=100"],
  prune: (_place, days) => [
    ["policy", "set", "--global", `--keep-daily=${days}`, ...withoutOtherRules()],
    ["snapshot", "expire", "--all", "--delete"],
    ["maintenance", "run", "--full", "--safety=none"],
  ],
};

function withoutOtherRules(): string[] {
  return ["latest", "hourly", "weekly", "monthly", "annual"].map((rule) => `--keep-${rule}=0`);
}
