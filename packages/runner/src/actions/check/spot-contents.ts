import { randomInt } from "node:crypto";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { splitShell } from "@coffer/cli/text";
import { createXxh64 } from "@coffer/format/kernels";
import type { CheckOptions } from "../../config/index.ts";
import { runCommand } from "../../system/index.ts";
import type { ActionContext } from "../action-context.ts";
import { readArchiveList } from "../archive-reading.ts";

/** Paths on one command line of Borg. */
const BATCH_SIZE = 5000;

/** How a comparison has ended. */
export interface ContentComparison {
  readonly sampled: number;
  /** Files whose contents are not those of the archive, or which are not in it. */
  readonly different: readonly string[];
}

/** Compares a random sample of files with what the archive holds of them. Hard links are left out: the archive has their contents once. */
export async function findDifferentContents(
  context: ActionContext,
  archive: string,
  sources: readonly string[],
  options: CheckOptions,
): Promise<ContentComparison> {
  const share = Math.min(options.data_sample_percentage ?? 0, 100) / 100;
  const sample = takeRandomly(sources, Math.max(1, Math.floor(sources.length * share)));
  const different: string[] = [];
  for (let start = 0; start < sample.length; start += BATCH_SIZE) {
    const batch = sample.slice(start, start + BATCH_SIZE);
    const archived = await archivedSums(context, archive, batch);
    for (const path of batch) {
      const sum = archived.get(withoutSlash(path));
      if (sum === "link") continue;
      if (sum === undefined || sum !== (await sumOf(path, context, options))) different.push(path);
    }
  }
  return { sampled: sample.length, different };
}

/** @returns `count` of `items`, each with the same chance. */
function takeRandomly(items: readonly string[], count: number): string[] {
  const rest = [...items];
  for (let at = 0; at < count; at += 1) {
    const other = randomInt(at, rest.length);
    [rest[at], rest[other]] = [rest[other] ?? "", rest[at] ?? ""];
  }
  return rest.slice(0, count);
}

async function archivedSums(
  context: ActionContext,
  archive: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const sums = new Map<string, string>();
  await readArchiveList(context, archive, {
    paths,
    format: "{xxh64}{path}{linktarget}",
    onEntry: ({ path, linktarget = "", xxh64 = "" }) => sums.set(path, linktarget === "" ? xxh64 : "link"),
  });
  return sums;
}

/** The sum of a file as it is now; empty if it cannot be read. */
async function sumOf(
  path: string,
  context: ActionContext,
  { xxh64sum_command: command }: CheckOptions,
): Promise<string> {
  const file = resolve(context.workingDirectory, path);
  return command === undefined ? await computeSum(file) : await askForSum(command, file, context);
}

async function computeSum(file: string): Promise<string> {
  const hash = createXxh64();
  try {
    for await (const piece of createReadStream(file)) hash.update(piece as Uint8Array);
  } catch {
    return "";
  }
  return hash.hexdigest();
}

async function askForSum(command: string, file: string, { system, signal }: ActionContext): Promise<string> {
  const { code, stdout } = await runCommand([...splitShell(command), file], {
    env: system.env,
    cwd: system.cwd,
    signal,
  });
  // names with line breaks are marked by a backslash
  return code === 0 ? (stdout.split(" ")[0] ?? "").replace(/^\\/, "") : "";
}

function withoutSlash(path: string): string {
  return path.replace(/^\/+/, "");
}
