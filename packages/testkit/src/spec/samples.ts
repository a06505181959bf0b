import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { specPath } from "./spec-path.ts";

/** What `samples/expected.json` says of one repository; tests name further fields as they need them. */
export interface SampleExpectation {
  readonly arg_name: string;
  readonly key_type: number;
  readonly key_name: string;
  readonly repository_id: string;
  readonly chunk_seed: number;
  readonly tam_required: boolean;
  readonly enc_key?: string;
  readonly enc_hmac_key?: string;
  readonly id_key?: string;
  readonly manifest_id_hash: string;
  readonly manifest_timestamp: string;
  readonly object_count: number;
  readonly archives: readonly SampleArchive[];
}

export interface SampleArchive {
  readonly name: string;
  readonly id: string;
  readonly time: string;
  readonly [field: string]: unknown;
}

export const SAMPLE_PASSPHRASE = "vectors";

/** Every sample repository, by name. */
export function loadSampleExpectations(): Readonly<Record<string, SampleExpectation>> {
  const all = JSON.parse(readFileSync(specPath("samples/expected.json"), "utf8")) as {
    samples: Record<string, SampleExpectation>;
  };
  return all.samples;
}

/** The regular files of a sample by their path (`repo/config`, `keys/…`), without touching the disk. */
export function readSample(name: string): Map<string, Uint8Array> {
  const tar = gunzipSync(readFileSync(specPath(`samples/${name}.tar.gz`)));
  const files = new Map<string, Uint8Array>();
  const text = (start: number, length: number): string =>
    tar.toString("utf8", start, start + length).replace(/\0.*$/s, "");
  let longName: string | undefined;
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(text(at + 124, 12).trim(), 8) || 0;
    const type = text(at + 156, 1);
    const prefix = text(at + 345, 155);
    const path = longName ?? (prefix === "" ? "" : `${prefix}/`) + text(at, 100);
    const start = at + 512;
    longName = undefined;
    // A name of more than 100 bytes comes before its file, as the content of an entry of its own.
    if (type === "L") longName = text(start, size);
    else if (type === "x") longName = /^\d+ path=(.*)$/m.exec(text(start, size))?.[1];
    else if (type === "0" || type === "") files.set(path, new Uint8Array(tar.subarray(start, start + size)));
    at = start + Math.ceil(size / 512) * 512;
  }
  return files;
}
