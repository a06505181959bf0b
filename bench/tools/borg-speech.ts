import { Client } from "@coffer/testkit/borg";
import type { Speech } from "./tool.ts";

/** Borg's command line, which is coffer's too. */
export const borgSpeech: Speech = {
  environment: ({ home }) => new Client(home).env,
  init: ({ repository }, { mode }) => [["init", "-e", mode, repository]],
  create: ({ repository }, archive, { compression }, time) => [
    "create",
    "-C",
    compression,
    ...(time === undefined ? [] : ["--timestamp", time.toISOString().slice(0, 19)]),
    `${repository}::${archive}`,
    ".",
  ],
  extract: ({ repository }, archive, _source, file) => [
    "extract",
    `${repository}::${archive}`,
    ...(file === undefined ? [] : [file]),
  ],
  list: ({ repository }, archive) => ["list", `${repository}::${archive}`],
  info: ({ repository }, archive) => ["info", `${repository}::${archive}`],
  check: ({ repository }) => ["check", repository],
  checkData: ({ repository }) => ["check", "--verify-data", repository],
  prune: ({ repository }, days) => [
    ["prune", "--keep-daily", String(days), repository],
    ["compact", repository],
  ],
};
