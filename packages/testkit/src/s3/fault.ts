import type { LoggedRequest } from "./s3-request.ts";

/**
 * - `fail`: answers with an error, and does nothing.
 * - `drop`: cuts the connection, and does nothing. `drop-after`: does what was asked for, and cuts the connection.
 * - `truncate`: half of the answer, then cuts the connection.
 * - `delay`: waits before it does anything.
 */
export type FaultAction =
  | { readonly kind: "fail"; readonly status: number; readonly code: string }
  | { readonly kind: "drop" | "drop-after" | "truncate" }
  | { readonly kind: "delay"; readonly ms: number };

/** Something that the simulator does wrong. */
export interface Fault {
  readonly when: (request: LoggedRequest) => boolean;
  /** How often; default: always. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** The faults that are still to come. */
export class Faults {
  #faults: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? Infinity });
  }

  clear(): void {
    this.#faults = [];
  }

  /** What to do wrong with this request. */
  take(request: LoggedRequest): FaultAction | undefined {
    const found = this.#faults.find(({ fault, left }) => left > 0 && fault.when(request));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault.action;
  }
}
