import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "../measure/index.ts";
import type { ThreadFrames } from "./flame-page.ts";
import { frameTreeOf } from "./frame.ts";
import type { CpuProfile } from "./frame.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RECORDER = new URL("record.ts", import.meta.url).href;

/** The same command of coffer, run from its sources and sampled in all its threads; profiles go to `folder`. */
export function sampled(command: Command, folder: string): Command {
  mkdirSync(folder, { recursive: true });
  // as an argument of Node it reaches workers whose environment is empty, which NODE_OPTIONS does not
  const node = join(folder, "node");
  writeFileSync(node, `#!/bin/sh\nexec '${process.execPath}' --import '${RECORDER}' "$@"\n`, { mode: 0o755 });
  const env = { ...command.env, COFFER_FROM_SOURCE: "1", COFFER_NODE: node, COFFER_PROFILE_FOLDER: folder };
  return { ...command, env };
}

/** What the threads of a sampled command have written, the main thread first. */
export function readThreads(folder: string): ThreadFrames[] {
  return readdirSync(folder)
    .flatMap((name) => {
      const thread = /^thread-(\d+)\.cpuprofile$/.exec(name)?.[1];
      if (thread === undefined) return [];
      const profile = JSON.parse(readFileSync(join(folder, name), "utf8")) as CpuProfile;
      return [{ thread: Number(thread), top: frameTreeOf(profile, ROOT) }];
    })
    .toSorted((left, right) => left.thread - right.thread)
    .map(({ thread, top }) => ({ name: thread === 0 ? "main thread" : `worker ${thread}`, top }));
}
