import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** What an event or an answer of the browser holds. */
export type Values = Readonly<Record<string, unknown>>;

/** Something that the browser says without being asked. */
export interface BrowserEvent {
  readonly method: string;
  readonly params: Values;
  readonly sessionId: string | undefined;
}

interface Message {
  readonly id?: number;
  readonly result?: Values;
  readonly error?: { readonly message: string };
  readonly method?: string;
  readonly params?: Values;
  readonly sessionId?: string;
}

const OPTIONS = [
  "--headless=new",
  // as root it needs this, and nothing but pages of our own is shown
  "--no-sandbox",
  "--remote-debugging-pipe",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
];

/** Descriptors that the browser reads from and writes to. */
const [PIPE_IN, PIPE_OUT] = [3, 4];

/** A running browser; dispose of it. */
export class Browser implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(event: BrowserEvent) => void>();
  #calls = 0;
  #rest = "";

  constructor(program: string) {
    this.#folder = mkdtempSync(join(tmpdir(), "coffer-browser-"));
    this.#child = spawn(program, [...OPTIONS, `--user-data-dir=${this.#folder}`, "about:blank"], {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    const output = this.#child.stdio[PIPE_OUT] as Readable;
    output.setEncoding("utf8").on("data", (text: string) => this.#take(text));
    this.#child.once("exit", (code) => this.#fail(`the browser has ended with ${code}`));
    this.#child.once("error", (error) => this.#fail(error.message));
  }

  /** Has the browser do something. @throws {Error} If it refuses, or ends. */
  async call(method: string, params: Values = {}, sessionId?: string): Promise<Values> {
    this.#calls += 1;
    const id = this.#calls;
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    const input = this.#child.stdio[PIPE_IN] as Writable;
    input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** @returns What ends it. */
  onEvent(listener: (event: BrowserEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) resolve();
      else this.#child.once("exit", () => resolve());
    });
    await Promise.race([this.call("Browser.close").catch(() => undefined), ended]);
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  #take(text: string): void {
    const messages = (this.#rest + text).split("\0");
    this.#rest = messages.pop() ?? "";
    for (const message of messages) this.#deliver(JSON.parse(message) as Message);
  }

  #deliver(message: Message): void {
    const { id, method, params = {}, sessionId } = message;
    if (id === undefined) {
      for (const listener of this.#listeners) listener({ method: method ?? "", params, sessionId });
      return;
    }
    this.#answers.get(id)?.(message);
    this.#answers.delete(id);
  }

  #fail(message: string): void {
    for (const answer of this.#answers.values()) answer({ error: { message } });
    this.#answers.clear();
  }
}
