import { randomFillSync } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** What the benches have in common. Run any `*.bench.ts` by hand: `node -C source FILE`; each line is the best of several rounds, by CPU
 * time, which neighbours on the machine disturb least. */

const BYTES_PER_ROUND = 32 * 1024 * 1024;
const ROUNDS = 7;

export const PIECE_SIZES = [2 * 1024 * 1024, 4096] as const;

/** Measures `work` over `size` bytes a call, warmed up, and prints MB (of 10^6 bytes) per second of CPU time. */
export function measure(name: string, size: number, work: () => unknown, note = ""): void {
  const calls = Math.max(1, Math.floor(BYTES_PER_ROUND / size));
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (let call = 0; call < calls; call++) work();
    const { user, system } = process.cpuUsage(start);
    best = Math.max(best, (calls * size) / (user + system));
  }
  console.log(`${name.padEnd(30)} ${String(size).padStart(8)} B ${best.toFixed(0).padStart(7)} MB/s  ${note}`);
}

export function randomBytes(size: number): Uint8Array {
  return randomFillSync(new Uint8Array(size));
}

/** `size` bytes of source text: this package's own, repeated as needed. */
export function sourceText(size: number): Uint8Array {
  const folder = new URL("../", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && !name.includes("generated"),
  );
  const all = Buffer.concat(files.toSorted().map((name) => readFileSync(new URL(name, folder))));
  return Uint8Array.from({ length: size }, (_, n) => all[n % all.length] ?? 0);
}
