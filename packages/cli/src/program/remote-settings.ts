import type { LogLevel, RemoteSettings } from "@coffer/engine/context";
import { type Env, type Streams, childEnvironment } from "../environment/index.ts";
import { type Logger, remoteLines } from "../log/index.ts";
import type { CommonValues } from "../options/index.ts";
import { splitShell } from "../text/index.ts";
import { BORG_VERSION } from "../version/index.ts";
import { systemParseWorld } from "./parse-world.ts";

const KIB = 1024;
const MIB = 1024 * 1024;

/** Has a server log as much as we do. */
const LEVEL_OPTIONS: Readonly<Record<LogLevel, readonly string[]>> = {
  debug: ["--debug"],
  info: ["--info"],
  warning: [],
  error: ["--error"],
  critical: ["--critical"],
};

/**
 * How other machines are reached, made of environment and common options.
 * @throws {ShellSyntaxError} @throws {PlaceholderSyntaxError} If what the user configured is none.
 */
export function remoteSettings(
  env: Env,
  values: CommonValues,
  { logger, streams }: { readonly logger: Logger; readonly streams: Streams },
): RemoteSettings {
  const rsh = values.rsh || env["BORG_RSH"];
  const remotePath = values.remotePath || env["BORG_REMOTE_PATH"] || "borg";
  return {
    rsh: rsh === undefined || rsh === "" ? undefined : splitShell(rsh),
    remotePath: systemParseWorld(env).fillPlaceholders(remotePath),
    serveOptions: [...LEVEL_OPTIONS[values.logLevel], ...topicOptions(values.debugTopics)],
    environment: childEnvironment(env, BORG_VERSION),
    clientVersion: BORG_VERSION,
    uploadRatelimit: (values.uploadRatelimit ?? 0) * KIB,
    uploadBuffer: (values.uploadBuffer ?? 0) * MIB,
    showLine: remoteLines({ logger, wantsProgress: values.progress, write: (text) => streams.writeErr(text) }),
  };
}

/** Of the topics, those that a server may have something to say about. */
function topicOptions(topics: readonly string[]): string[] {
  return topics
    .map((topic) => (topic.includes(".") ? topic : `borg.debug.${topic}`))
    .filter((topic) => topic.includes("repository"))
    .map((topic) => `--debug-topic=${topic}`);
}
