import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@coffer/testkit/borg";
import type { CallOptions, Program } from "@coffer/testkit/borg";

/** What a call left behind, with everything masked that cannot be equal. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * One of several equal worlds, a program in each: a copy of a template folder, with a home (`home`), a folder that calls are
 * made in (`work`), and whatever repositories the template has.
 */
export class TwinWorld {
  readonly folder: string;
  readonly work: string;
  readonly client: Client;
  readonly #program: Program;

  constructor(template: string, folder: string, program: Program, env: Readonly<Record<string, string>> = {}) {
    cpSync(template, folder, { recursive: true });
    this.folder = folder;
    this.work = join(folder, "work");
    mkdirSync(this.work, { recursive: true });
    this.client = new Client(join(folder, "home"), { env });
    this.#program = program;
  }

  /** Calls the program in the folder `work`; all exit codes will do. */
  async call(args: readonly string[], options: CallOptions = {}): Promise<Outcome> {
    const { code, text, stderr } = await this.client.call(this.#program, args, {
      cwd: this.work,
      codes: "any",
      ...options,
    });
    return { code, out: this.#mask(text), err: this.#mask(stderr) };
  }

  /** Names and hashes of the files in `work`. */
  files(): Record<string, string> {
    return Object.fromEntries(
      readdirSync(this.work)
        .sort()
        .filter((name) => statSync(join(this.work, name)).isFile())
        .map((name) => [
          name,
          createHash("sha256")
            .update(readFileSync(join(this.work, name)))
            .digest("hex"),
        ]),
    );
  }

  #mask(text: string): string {
    return (
      text
        .replaceAll(this.folder, "WORLD")
        .replace(/^(usage: |)(borg|coffer)\b/gm, "$1PROGRAM")
        // Borg shows a traceback where we name the trouble in a line.
        .replace(/^Local Exception[^]*/m, "Local Exception")
    );
  }
}

/** Runs `story` in both worlds and holds their outcomes to each other, call by call. */
export async function assertSameStory(
  worlds: readonly [TwinWorld, TwinWorld],
  story: readonly (readonly [readonly string[], CallOptions?])[],
): Promise<void> {
  for (const [args, options] of story) {
    const [theirs, ours] = await Promise.all(worlds.map((world) => world.call(args, options)));
    assert.deepEqual(ours, theirs, args.join(" "));
    assert.deepEqual(worlds[1].files(), worlds[0].files(), `files after ${args.join(" ")}`);
  }
}
