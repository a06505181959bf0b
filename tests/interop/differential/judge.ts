import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Program } from "@coffer/testkit/borg";

/** What lies in a scene. */
export interface Sight {
  readonly files: unknown;
  readonly home: readonly string[];
  /** By folder; `told` is null where `print` is the known one. */
  readonly repositories: Readonly<Record<string, { readonly print: string; readonly told: unknown }>>;
}

/** A Python process of the real borg that looks at scenes; see judge.py. Looks are queued. */
export class Judge {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(borg: Program) {
    const python = /^#!\s*(\S+)/.exec(readFileSync(borg.path, "latin1"))?.[1];
    if (python === undefined) throw new Error(`${borg.path} does not name its Python`);
    const script = fileURLToPath(new URL("judge.py", import.meta.url));
    this.#child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** @param known Prints of repositories, by folder, that need not be described. */
  async look(
    scene: string,
    environment: Readonly<Record<string, string>>,
    known: Readonly<Record<string, string>>,
  ): Promise<Sight> {
    const turn = this.#last.then(async () => await this.#ask({ scene, environment, known }));
    this.#last = turn.catch(() => undefined);
    return await turn;
  }

  close(): void {
    this.#child.stdin.end();
  }

  async #ask(request: unknown): Promise<Sight> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.#answers.next();
    if (line.done === true) throw new Error("the judge's process ended");
    const answer = JSON.parse(line.value) as { readonly ok?: Sight; readonly error?: string };
    if (answer.ok === undefined) throw new Error(`the judge: ${answer.error}`);
    return answer.ok;
  }
}
