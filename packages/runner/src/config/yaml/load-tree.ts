import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { expandHome, type System } from "../../system/index.ts";
import { ConfigurationError, type ConfigNode, type Problem } from "../tree/index.ts";
import { TreeBuilder } from "./build-tree.ts";
import { parseFile } from "./parse-document.ts";
import { YamlProblem } from "./yaml-problem.ts";

/** Includes within includes; more is a mistake. */
const MAX_INCLUDE_DEPTH = 32;

/** Includes in all; files that include several others again and again would come to any number. */
const MAX_INCLUDES = 1000;

/** Bytes that a file may have; it may be a pipe or a device, which do not say how much they hold. */
const MAX_FILE_SIZE = 4 * 1024 * 1024;

/** A file as a tree, with all that it includes. */
export interface LoadedTree {
  readonly root: ConfigNode;
  /** Every file that was read, the first one first, each once. */
  readonly paths: readonly string[];
}

/**
 * Reads a YAML file and what it includes.
 *
 * A relative name is looked for beside the including file, then in the folder that the program was started in.
 *
 * @param path Absolute.
 * @throws {ConfigurationError} If a file cannot be read, or is not what it should be; with all syntax errors of that file.
 */
export function loadTree(path: string, system: System): LoadedTree {
  const loader = new TreeLoader(system);
  try {
    return { root: loader.load(path, []), paths: [...loader.paths] };
  } catch (error) {
    throw new ConfigurationError(path, problemsOf(error));
  }
}

class TreeLoader {
  readonly paths: Set<string> = new Set();
  readonly #system: System;
  #includes = 0;

  constructor(system: System) {
    this.#system = system;
  }

  /** @param chain The files that led here. */
  load(path: string, chain: readonly string[]): ConfigNode {
    this.paths.add(path);
    const file = parseFile(path, readText(path));
    const builder = new TreeBuilder(file, (name, from) => this.#include(name, from, [...chain, path]));
    return builder.build();
  }

  #include(name: string, from: string, chain: readonly string[]): ConfigNode {
    const path = this.#find(name, from, dirname(chain.at(-1) ?? ""));
    if (chain.includes(path)) throw new YamlProblem(from, "", `${name} includes itself`);
    this.#includes += 1;
    if (chain.length >= MAX_INCLUDE_DEPTH || this.#includes > MAX_INCLUDES)
      throw new YamlProblem(from, "", "files include each other too often");
    try {
      return this.load(path, chain);
    } catch (error) {
      if (error instanceof UnreadableFile) throw new YamlProblem(from, "", error.message);
      throw error;
    }
  }

  #find(name: string, from: string, folder: string): string {
    const expanded = expandHome(name, this.#system);
    if (isAbsolute(expanded)) return expanded;
    const candidates = [...new Set([folder, this.#system.cwd].map((place) => resolve(place, expanded)))];
    const found = candidates.find((candidate) => existsSync(candidate));
    if (found === undefined) throw new YamlProblem(from, "", `there is no file ${candidates.join(" nor ")} to include`);
    return found;
  }
}

/** A file cannot be read. */
class UnreadableFile extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`${path} cannot be read: ${reason}`);
    this.path = path;
  }
}

function readText(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readBounded(path);
  } catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile(path, reasonOf(error as NodeJS.ErrnoException));
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableFile(path, "it is not UTF-8 text");
  }
}

/** Reads a file to its end. */
function readBounded(path: string): Uint8Array {
  const descriptor = openSync(path, "r");
  try {
    const pieces: Buffer[] = [];
    for (let size = 0; size <= MAX_FILE_SIZE;) {
      const piece = Buffer.allocUnsafe(64 * 1024);
      const length = readSync(descriptor, piece);
      if (length === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, length));
      size += length;
    }
    throw new UnreadableFile(path, "it is too large");
  } finally {
    closeSync(descriptor);
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "it does not exist";
  if (code === "EACCES") return "permission denied";
  return code === "EISDIR" ? "it is a folder" : message;
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof AggregateError) return error.errors as YamlProblem[];
  if (error instanceof YamlProblem) return [error];
  if (error instanceof UnreadableFile) return [{ origin: error.path, option: "", message: error.message }];
  throw error;
}
