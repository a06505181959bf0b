import { createCipheriv } from "node:crypto";
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const PIECE = 1 << 20;

/** Bytes that do not compress, the same on every machine. */
export function randomBytesFrom(seed: number, length: number): Buffer {
  const key = Buffer.alloc(32);
  key.writeUInt32LE(seed);
  return createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** One file of random bytes. */
export function writeRandomFile(path: string, length: number, seed: number): void {
  const file = openSync(path, "w");
  const key = Buffer.alloc(32);
  key.writeUInt32LE(seed);
  const cipher = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  const zeros = Buffer.alloc(PIECE);
  for (let offset = 0; offset < length; offset += PIECE) {
    writeSync(file, cipher.update(zeros.subarray(0, Math.min(PIECE, length - offset))));
  }
  closeSync(file);
}

/** Text as logs and prose have it: words by Zipf's law, numbers, line ends. The same on every machine. */
export function textFrom(seed: number, length: number): Buffer {
  const noise = randomBytesFrom(seed, length);
  const words = vocabulary();
  const target = Buffer.alloc(length);
  let [offset, at, column] = [0, 0, 0];
  while (offset < length) {
    const draw = noise.readUInt32LE(at % (length - 4));
    at += 3;
    const word = draw % 37 === 0 ? String(draw % 100_000) : (words[zipf(draw, words.length)] ?? "");
    const end = column + word.length > 90 ? "\n" : " ";
    offset += target.write(word + end, offset, "latin1");
    column = end === "\n" ? 0 : column + word.length + 1;
  }
  return target;
}

/** A tree of text files of 10 MB each. */
export function writeTextTree(folder: string, length: number): void {
  mkdirSync(folder, { recursive: true });
  const size = 10_000_000;
  for (let index = 0; index * size < length; index += 1) {
    writeFileSync(join(folder, `text-${index}.txt`), textFrom(1000 + index, Math.min(size, length - index * size)));
  }
}

/** `count` files of `size` random bytes each, 500 a folder. */
export function writeSmallFiles(folder: string, count: number, size: number): void {
  for (let index = 0; index < count; index += 1) {
    const parent = join(folder, `d${Math.floor(index / 500)}`);
    if (index % 500 === 0) mkdirSync(parent, { recursive: true });
    writeFileSync(join(parent, `file-${index}`), randomBytesFrom(2_000_000 + index, size));
  }
}

function zipf(draw: number, count: number): number {
  return Math.floor(count ** ((draw >>> 8) / 2 ** 24)) - 1;
}

function vocabulary(): string[] {
  const noise = randomBytesFrom(7, 200_000);
  const consonants = "bcdfghjklmnprstvw";
  const vowels = "aeiou";
  return Array.from({ length: 20_000 }, (_, index) => {
    const syllables = 1 + ((noise[index * 8] ?? 0) % 4);
    return Array.from({ length: syllables }, (_unused, part) => {
      const byte = noise[index * 8 + 1 + part] ?? 0;
      return (consonants[byte % consonants.length] ?? "") + (vowels[(byte >> 4) % vowels.length] ?? "");
    }).join("");
  });
}
