import { Session } from "node:inspector/promises";
import type { Profiler } from "node:inspector";

/** Notes at fixed times what the main thread is doing. */
export class CpuProfiler {
  readonly #session = new Session();

  /** Begins at once. */
  async start(): Promise<void> {
    this.#session.connect();
    await this.#session.post("Profiler.enable");
    await this.#session.post("Profiler.start");
  }

  /** What was seen since the start. */
  async stop(): Promise<Profiler.Profile> {
    const { profile } = await this.#session.post("Profiler.stop");
    this.#session.disconnect();
    return profile;
  }
}
