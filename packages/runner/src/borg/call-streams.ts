import { type Env, Streams } from "@coffer/cli/environment";
import { replaceSurrogates } from "@coffer/cli/text";
import type { BorgCall } from "./borg.ts";
import type { CallOutput } from "./call-output.ts";

/** The standard streams of a call in this process: what it writes is taken as that of a program would be. */
export class CallStreams extends Streams {
  readonly #call: BorgCall;
  readonly #output: CallOutput;

  constructor(env: Env, call: BorgCall, output: CallOutput) {
    super(env);
    this.#call = call;
    this.#output = output;
  }

  override writeOut(text: string): void {
    this.#output.out.add(replaceSurrogates(text));
  }

  override writeOutBytes(bytes: Uint8Array): void | Promise<void> {
    const { output } = this.#call;
    if (output.kind !== "pipe") return this.writeOut(Buffer.from(bytes).toString("utf8"));
    const { target } = output;
    return new Promise((resolve, reject) => {
      target.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  override writeErr(text: string): void {
    this.#output.err.add(replaceSurrogates(text));
  }

  override writeErrLazily(text: string): void {
    this.writeErr(text);
  }

  override flushOut(): void {
    // nothing waits
  }

  override flushErr(): void {
    // nothing waits
  }

  override get errIsTerminal(): boolean {
    return false;
  }

  override get columns(): number | undefined {
    return undefined;
  }
}
