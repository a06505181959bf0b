import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Activity, EngineContext, RequestMeter, RunMemory } from "@coffer/engine/context";
import {
  type Env,
  type Streams,
  askQuestion,
  clientFolders,
  fullHostName,
  hardwareNumber,
  passphraseSource,
  readHidden,
  shortHostName,
  systemAccounts,
  systemClock,
  userName,
} from "../environment/index.ts";
import type { CliReporter, Logger } from "../log/index.ts";
import type { CommonValues } from "../options/index.ts";
import { BORG_VERSION } from "../version/index.ts";
import { rcloneSettings } from "./rclone-settings.ts";
import { remoteSettings } from "./remote-settings.ts";
import { s3Settings } from "./s3-settings.ts";

/** What the engine gets from the outside, made of environment and common options. */
export function makeEngineContext(
  env: Env,
  values: CommonValues,
  parts: {
    readonly streams: Streams;
    readonly logger: Logger;
    readonly reporter: CliReporter;
    readonly activity: Activity;
    readonly requests: RequestMeter;
    readonly memory: RunMemory | undefined;
  },
): EngineContext {
  const { streams, logger, reporter, activity, requests, memory } = parts;
  const json = values.logJson;
  const cwd = process.cwd();
  return {
    folders: clientFolders(env, systemAccounts(), cwd),
    identity: { hostid: env["BORG_HOST_ID"] || `${fullHostName()}@${hardwareNumber()}`, pid: process.pid },
    clock: systemClock(),
    randomBytes: (length) => randomBytes(length),
    passphrases: passphraseSource({
      env,
      streams,
      json,
      version: BORG_VERSION,
      readHidden,
      warn: (message) => logger.log({ level: "warning", message, name: "borg.logger" }),
      info: (message) => logger.log({ level: "info", message, name: "borg.crypto.key" }),
    }),
    ask: async (question) => await askQuestion(question, env, streams, json),
    reporter,
    activity,
    requests,
    memory,
    workarounds: new Set((env["BORG_WORKAROUNDS"] ?? "").split(",").filter((word) => word !== "")),
    keyFile: env["BORG_KEY_FILE"] || undefined,
    hostname: env["BORG_HOSTNAME"] || shortHostName(),
    username: env["BORG_USERNAME"] || userName(),
    cwd,
    lockWaitSeconds: values.lockWait,
    umask: values.umask,
    s3Settings: s3Settings(env),
    rcloneSettings: rcloneSettings(env),
    remoteSettings: () => remoteSettings(env, values, { logger, streams }),
    threads: threadCount(env["COFFER_THREADS"]),
  };
}

/** Threads that may be asked for at most. */
const THREADS_MAX = 64;

function threadCount(setting: string | undefined): number {
  const wanted = setting === undefined || setting === "" ? NaN : Number(setting);
  return Number.isInteger(wanted) && wanted >= 0 ? Math.min(wanted, THREADS_MAX) : availableParallelism();
}
