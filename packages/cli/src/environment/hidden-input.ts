import { Buffer } from "node:buffer";
import { closeSync, openSync, writeSync } from "node:fs";
import { ReadStream, isatty } from "node:tty";

const ENTER = new Set([10, 13]);
const CTRL_C = 3;
const CTRL_D = 4;
const CTRL_U = 21;
const ERASE = new Set([8, 127]);

/** Ctrl-C was typed at a question for a passphrase. */
export class InputInterrupted extends Error {
  override readonly name: string = "InputInterrupted";
}

/**
 * Asks on the terminal of this process (not on standard input) and reads a line without showing it.
 *
 * @returns The line; undefined at the end of input; `"no terminal"` if there is none to ask on.
 * @throws {InputInterrupted} At Ctrl-C: raw mode keeps it from being a signal.
 */
export async function readHidden(question: string): Promise<{ readonly line: string | undefined } | "no terminal"> {
  const fd = openTerminal();
  if (fd === undefined) return "no terminal";
  const input = new ReadStream(fd);
  try {
    input.setRawMode(true);
    writeSync(fd, question);
    const line = await readRawLine(input);
    if (line !== undefined) writeSync(fd, "\n");
    return { line };
  } finally {
    input.setRawMode(false);
    input.destroy();
    if (fd > 2) closeQuietly(fd);
  }
}

function openTerminal(): number | undefined {
  try {
    return openSync("/dev/tty", "r+");
  } catch {
    return isatty(0) ? 0 : undefined;
  }
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // The stream has closed it.
  }
}

async function readRawLine(input: ReadStream): Promise<string | undefined> {
  const bytes: number[] = [];
  for await (const piece of input as AsyncIterable<Buffer>) {
    for (const byte of piece) {
      if (ENTER.has(byte)) return Buffer.from(bytes).toString("utf8");
      if (byte === CTRL_D && bytes.length === 0) return undefined;
      if (byte === CTRL_C) throw new InputInterrupted();
      if (byte === CTRL_U) bytes.length = 0;
      else if (ERASE.has(byte)) eraseCharacter(bytes);
      else if (byte !== CTRL_D) bytes.push(byte);
    }
  }
  return bytes.length > 0 ? Buffer.from(bytes).toString("utf8") : undefined;
}

function eraseCharacter(bytes: number[]): void {
  // Bytes 10xxxxxx continue a character of UTF-8.
  while (bytes.length > 0 && ((bytes.pop() ?? 0) & 0xc0) === 0x80);
}
