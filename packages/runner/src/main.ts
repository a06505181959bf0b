/**
 * The program `coffermatic`.
 *
 * @module
 */
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

// Beside the bundle, as coffer's own.
if (!import.meta.url.endsWith(".ts")) enableCompileCache(`${import.meta.dirname}/.cache`);
const { Streams } = await import("@coffer/cli/environment");
const { runProgram } = await import("./program/index.ts");

const streams = new Streams(process.env);
const code = await runProgram(
  process.argv.slice(2),
  {
    env: process.env,
    cwd: process.cwd(),
    home: process.env["HOME"] || homedir(),
    nowMs: Date.now,
    sleep: (ms) => sleep(ms),
  },
  streams,
);
streams.flushOut();
// a pipe or a worker that is still open must not keep the process
process.exit(code);
