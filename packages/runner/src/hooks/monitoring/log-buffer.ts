import { type LogRecord, prefixText } from "../../log/index.ts";
import type { KeptLog } from "./monitor.ts";

/** Stands where older lines had to go. */
const FORGOTTEN_MARK = "...\n";

/** Keeps the latest records in memory, up to a number of bytes; the oldest go first. */
export class LogBuffer implements KeptLog {
  readonly #bytesMax: number;
  #lines: string[] = [];
  #bytes = 0;
  #hasForgotten = false;

  /** @param bytesMax The longest that `text()` may be, in bytes of UTF-8; 0 for no limit. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax === 0 ? Number.MAX_SAFE_INTEGER : Math.max(bytesMax - FORGOTTEN_MARK.length, 0);
  }

  write(record: LogRecord): void {
    const line = `${prefixText(record)}${record.message}\n`;
    this.#lines.push(line);
    this.#bytes += Buffer.byteLength(line);
    if (this.#bytes > this.#bytesMax) this.#forget();
  }

  text(): string {
    return (this.#hasForgotten ? FORGOTTEN_MARK : "") + this.#lines.join("");
  }

  #forget(): void {
    let count = 0;
    for (const line of this.#lines) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#bytes -= Buffer.byteLength(line);
      count += 1;
    }
    this.#lines = this.#lines.slice(count);
    this.#hasForgotten = true;
  }
}

/** A buffer where logs are to be sent, one that keeps nothing where not. */
export function keptLog(isWanted: boolean, bytesMax: number): KeptLog {
  return isWanted ? new LogBuffer(bytesMax) : { write: () => {}, text: () => "" };
}
