/**
 * What the interop tests share: plain trees, archive lists, repeatable randomness, and a look into the log of a repository that owes
 * nothing to the code under test.
 *
 * @module
 */
export { Chance, seedFromEnvironment } from "./chance.ts";
export { assertSameFiles, writeFiles } from "./files.ts";
export { archiveNames, checkedArchives } from "./archives.ts";
export { surviveKills } from "./kills.ts";
export type { Kills } from "./kills.ts";
export { sshPairs, sshWorld } from "./ssh-world.ts";
export type { SshPair, SshWorld } from "./ssh-world.ts";
export { RunPlace } from "./run-place.ts";
export { readLog, segmentFiles } from "./log.ts";
export type { LogEntry } from "./log.ts";
export { assertSameStory, TwinWorld } from "./twin-worlds.ts";
export { borgThatMounts, isGone, isMounted, lockHolders, Mounts, needFuse, unmount } from "./mounts.ts";
export { needSsh } from "@coffer/testkit/ssh";
export { controlAndCoffer, needBorg, needBorg11, needRoot } from "./needs.ts";
