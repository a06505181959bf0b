import { concatBytes, joinBytes, fromHex, textToBytes, toHex } from "../bytes/index.ts";
import { sha256 } from "../crypto/index.ts";
import { RepoIdMismatch } from "../errors/index.ts";
import { keyBlobToText } from "./key-text.ts";

const LINE_LENGTH = 18;

/** A paper key of this many lines would hold 18 KiB; real ones have about 30. */
const LINES_MAX = 1000;

/** What to do after a line of a paper key was typed. */
export type PaperKeyStep =
  /** Go on with the next line. */
  | { readonly status: "next" }
  /** Show the message and ask for the same line again. */
  | { readonly status: "again"; readonly message: string }
  /** Show the message and begin anew with the id line. */
  | { readonly status: "restart"; readonly message: string }
  /** Complete: `text` is the stored form of the key blob, with a line end. */
  | { readonly status: "done"; readonly text: string };

/** The text of `key export --paper`; see docs/formats/keys.md, "Paper key". */
export function formatPaperKey(blob: Uint8Array, repositoryId: Uint8Array): string {
  const count = Math.ceil(blob.length / LINE_LENGTH);
  const id = repositoryDigits(repositoryId);
  const checksum = digits(blob, 12);
  const lines = [
    "To restore key use borg key import --paper /path/to/repo",
    "",
    "BORG PAPER KEY v1",
    `id: ${count} / ${grouped(id)} / ${grouped(checksum)} - ${digits(textToBytes(`${count}/${id}/${checksum}`), 2)}`,
  ];
  for (let number = 1; number <= count; number++) {
    const piece = blob.subarray((number - 1) * LINE_LENGTH, number * LINE_LENGTH);
    lines.push(`${linePrompt(number)}${grouped(toHex(piece))} - ${lineChecksum(number, piece)}`);
  }
  return `${lines.join("\n")}\n`;
}

/**
 * Takes a paper key line by line, as it is typed in. The caller shows {@link prompt}, and decides itself what an empty line
 * means.
 */
export class PaperKeyImport {
  readonly #repositoryDigits: string;
  #pieces: Uint8Array[] = [];
  #expected: { readonly lines: number; readonly checksum: string } | undefined;

  constructor(repositoryId: Uint8Array) {
    this.#repositoryDigits = repositoryDigits(repositoryId);
  }

  /** What to ask for now: `id: ` or the number of a line. */
  get prompt(): string {
    return this.#expected === undefined ? "id: " : linePrompt(this.#pieces.length + 1);
  }

  /** @throws {RepoIdMismatch} If the id line is of another repository. */
  enter(line: string): PaperKeyStep {
    const parts = line.toLowerCase().replaceAll(/\s/g, "").split("-");
    if (parts.length !== 2) return again("each line must contain exactly one '-', try again");
    const [data, checksum] = parts as [string, string];
    return this.#expected === undefined ? this.#enterId(data, checksum) : this.#enterPiece(data, checksum);
  }

  #enterId(data: string, checksum: string): PaperKeyStep {
    const fields = data.split("/");
    if (fields.length !== 3) return again("the id line must contain exactly two '/', try again");
    if (!/^[\x20-\x7e]*$/.test(data) || digits(textToBytes(data), 2) !== checksum) {
      return again("line checksum did not match, try same line again");
    }
    const [count, id, complete] = fields as [string, string, string];
    const lines = /^[0-9]{1,4}$/.test(count) ? Number(count) : 0;
    if (lines < 1 || lines > LINES_MAX) return again("internal error while parsing length");
    if (id !== this.#repositoryDigits) throw new RepoIdMismatch();
    this.#expected = { lines, checksum: complete };
    return { status: "next" };
  }

  #enterPiece(data: string, checksum: string): PaperKeyStep {
    const number = this.#pieces.length + 1;
    let piece: Uint8Array;
    try {
      piece = fromHex(data);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return again(`only characters 0-9 and a-f and '-' are valid, try again [${error.message}]`);
    }
    if (piece.length > LINE_LENGTH || lineChecksum(number, piece) !== checksum) {
      return again(`line checksum did not match, try line ${number} again`);
    }
    this.#pieces.push(piece);
    return number === this.#expected?.lines ? this.#complete(this.#expected.checksum) : { status: "next" };
  }

  #complete(checksum: string): PaperKeyStep {
    const blob = joinBytes(this.#pieces);
    this.#pieces = [];
    this.#expected = undefined;
    if (digits(blob, 12) === checksum) return { status: "done", text: `${keyBlobToText(blob)}\n` };
    return {
      status: "restart",
      message: "The overall checksum did not match, retry or enter a blank line to abort.",
    };
  }
}

function again(message: string): PaperKeyStep {
  return { status: "again", message };
}

function repositoryDigits(repositoryId: Uint8Array): string {
  return toHex(repositoryId).slice(0, 18);
}

function linePrompt(number: number): string {
  return `${String(number).padStart(2)}: `;
}

function lineChecksum(number: number, piece: Uint8Array): string {
  return digits(concatBytes(new Uint8Array([number >> 8, number & 0xff]), piece), 2);
}

/** The first `count` hex digits of the SHA-256. */
function digits(bytes: Uint8Array, count: number): string {
  return toHex(sha256(bytes)).slice(0, count);
}

function grouped(hex: string): string {
  return hex.replaceAll(/(.{6})(?=.)/g, "$1 ");
}
