import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { pythonOf } from "../borg/index.ts";
import type { Program } from "../borg/index.ts";

/** What a new repository has in its config in place of Borg's defaults. */
export interface BorgSegmentLimits {
  readonly max_segment_size: number;
  readonly segments_per_dir: number;
}

interface Answer {
  readonly ok?: unknown;
  readonly error?: string;
}

/** One repository in the hands of a real borg. Calls must be awaited in turn; errors carry the name of Borg's class. */
export class BorgRepository {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  /** @param program A borg that was installed with pip or by Debian. */
  constructor(program: Program, home: string, environment: Readonly<Record<string, string>> = {}) {
    const script = fileURLToPath(new URL("serve_repository.py", import.meta.url));
    const env = { PATH: process.env["PATH"] ?? "", HOME: home, BORG_BASE_DIR: home, LC_ALL: "C.UTF-8", ...environment };
    this.#child = spawn(pythonOf(program), [script], { env, stdio: ["pipe", "pipe", "inherit"] });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async create(path: string, limits: BorgSegmentLimits): Promise<void> {
    await this.#call("create", path, limits);
  }

  async open(path: string, options: { exclusive?: boolean } = {}): Promise<void> {
    await this.#call("open", path, options.exclusive ?? true);
  }

  /** Ends the process as a crash would: locks and half-done transactions stay. */
  async kill(): Promise<void> {
    const exited = new Promise((resolve) => {
      this.#child.once("exit", resolve);
    });
    this.#child.kill("SIGKILL");
    await exited;
  }

  async put(id: Uint8Array, data: Uint8Array): Promise<void> {
    await this.#call("put", hex(id), hex(data));
  }

  async delete(id: Uint8Array): Promise<void> {
    await this.#call("delete", hex(id));
  }

  async get(id: Uint8Array): Promise<Uint8Array> {
    return Buffer.from((await this.#call("get", hex(id))) as string, "hex");
  }

  /** All ids, in the order of the index. */
  async list(): Promise<string[]> {
    return (await this.#call("list")) as string[];
  }

  async commit(options: { compact: boolean; threshold: number }): Promise<void> {
    await this.#call("commit", options.compact, options.threshold);
  }

  async rollback(): Promise<void> {
    await this.#call("rollback");
  }

  /** What Borg has said since the last call, from level info on: level, logger, message. */
  async records(): Promise<[level: string, name: string, message: string][]> {
    return (await this.#call("records")) as [string, string, string][];
  }

  /** @returns Borg's verdict. */
  async check(options: { repair: boolean }): Promise<boolean> {
    return (await this.#call("check", options.repair)) as boolean;
  }

  async close(): Promise<void> {
    await this.#call("close");
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    await new Promise((resolve) => {
      if (this.#child.exitCode === null) this.#child.once("exit", resolve);
      else resolve(undefined);
    });
  }

  async #call(method: string, ...args: unknown[]): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify([method, ...args])}\n`);
    const line = await this.#answers.next();
    if (line.done === true) throw new Error("the real borg's process ended");
    const answer = JSON.parse(line.value) as Answer;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.ok;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
