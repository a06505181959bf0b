import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "@coffer/testkit/borg";
import { run } from "@coffer/testkit/run";
import type { Command } from "../measure/index.ts";
import type { Place, Tool, Words } from "../tools/index.ts";

/** One program with what a preparation made for it. */
export interface Stage extends Place {
  readonly tool: Tool;
  /** Its own: home, repository, targets lie in it. */
  readonly folder: string;
  /** What is backed up. */
  readonly source: string;
  /** Share of the usual bytes and files. */
  readonly scale: number;
  /** Of the program's processes. */
  readonly env: Readonly<Record<string, string>>;
}

const HOUR_MS = 3_600_000;

export function openStage(tool: Tool, folder: string, source: string, scale: number): Stage {
  const place = { home: join(folder, "home"), repository: join(folder, "repository") };
  mkdirSync(place.home, { recursive: true });
  return { ...place, tool, folder, source, scale, env: tool.speech.environment(place) };
}

/** A command line for the program of the stage. */
export function command({ tool, env }: Stage, words: Words, cwd: string): Command {
  return { path: tool.path, words, cwd, env };
}

/** Runs a command that is not measured. @throws {Error} With all it said, if it fails. */
export async function perform({ path, words, cwd, env }: Command): Promise<void> {
  const { code, stderr } = await run(path, words, { cwd, env, timeoutMs: 2 * HOUR_MS });
  if (code !== 0) throw new Error(`${path} ${words.join(" ")}: code ${code}\n${stderr.slice(-3000)}`);
}

/** Borg's side of a stage, where only programs with Borg's command line take part. */
export function borgOf({ tool }: Stage): Program {
  if (tool.borg === undefined) throw new Error(`${tool.name} does not speak as Borg does`);
  return tool.borg;
}

/**
 * Brings a stage to where its preparation left it, whatever scenario had it meanwhile.
 *
 * @param fresh Whether runs will change it: then a copy is set aside, for {@link takeFresh}.
 */
export function settle(stage: Stage, fresh: boolean): void {
  if (existsSync(copyOf(stage.home))) takeFresh(stage);
  else if (fresh) for (const path of [stage.repository, stage.home]) copyFolder(path, copyOf(path));
}

/** Repository and client as they were when the stage was settled. */
export function takeFresh(stage: Stage): void {
  for (const path of [stage.repository, stage.home]) {
    rmSync(path, { recursive: true, force: true });
    copyFolder(copyOf(path), path);
  }
}

function copyOf(path: string): string {
  return `${path}.new`;
}

function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}
