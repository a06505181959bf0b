import type { Log, LogSink } from "../../log/index.ts";
import type { System } from "../../system/index.ts";
import type { SendHttp } from "./send-http.ts";

/** What a monitor is told: a run begins, its log, it has ended well, it has failed. */
export type MonitoringState = "start" | "log" | "finish" | "fail";

/** Keeps what was logged, to be sent later. */
export interface KeptLog extends LogSink {
  /** What was kept, line by line; begins with `...` where older lines had to go. */
  text(): string;
}

/** One service that is told of a run. */
export interface Monitor {
  /** For messages. */
  readonly name: string;
  /** What it wants to hear. */
  readonly states: readonly MonitoringState[];
  /** Where the run's log is to be sent too. */
  readonly sink?: LogSink;
  /**
   * Tells it.
   *
   * @param signal Aborts when the time is up.
   * @throws {Error} If it cannot be told; the message holds no secret.
   */
  tell(state: MonitoringState, signal: AbortSignal): Promise<void>;
  /** Sends what is left. @throws {Error} If it cannot. */
  close?(signal: AbortSignal): Promise<void>;
}

/** What monitors work with. */
export interface MonitorTools {
  readonly system: System;
  readonly log: Log;
  readonly hostname: string;
  readonly configurationPath: string;
  readonly timeoutMs: number;
  readonly send: SendHttp;
  /** The value that `{credential ...}` stands for; any other text as it is. */
  readonly resolveSecret: (text: string) => Promise<string>;
}
