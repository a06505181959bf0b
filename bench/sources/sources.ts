import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomBytesFrom, writeRandomFile, writeSmallFiles, writeTextTree } from "./data.ts";
import { writeDiskImage } from "./image.ts";

interface Source {
  /** Bytes of contents at scale 1. */
  readonly bytes: number;
  /** Of each file, where all are small. */
  readonly fileSize?: number;
  write(folder: string, scale: number): void;
}

function smallFiles(count: number, fileSize: number): Source {
  const write: Source["write"] = (folder, scale) => writeSmallFiles(folder, Math.round(count * scale), fileSize);
  return { bytes: count * fileSize, fileSize, write };
}

const COPIES = 64;

/** What is backed up, by name. Made once for all scenarios that want it. */
export const SOURCES = {
  /** One file that does not compress. */
  random: {
    bytes: 2 ** 30,
    write: (folder: string, scale: number) => {
      mkdirSync(folder, { recursive: true });
      writeRandomFile(join(folder, "random"), Math.round(2 ** 30 * scale), 1);
    },
  },
  /** Large files of text. */
  text: { bytes: 300e6, write: (folder: string, scale: number) => writeTextTree(folder, Math.round(300e6 * scale)) },
  /** The disk of a virtual machine with 30 % zeros. */
  image: {
    bytes: 2 ** 30,
    write: (folder: string, scale: number) => {
      mkdirSync(folder, { recursive: true });
      writeDiskImage(join(folder, "disk.img"), Math.round(2 ** 30 * scale));
    },
  },
  /** The same file many times. */
  copies: {
    bytes: COPIES * 8e6,
    write: (folder: string, scale: number) => {
      mkdirSync(folder, { recursive: true });
      writeRandomFile(join(folder, "copy-0"), Math.round(8e6 * scale), 6);
      for (let index = 1; index < COPIES; index += 1) cpSync(join(folder, "copy-0"), join(folder, `copy-${index}`));
    },
  },
  small: smallFiles(200_000, 2048),
  /** Fewer small files, for what takes long. */
  some: smallFiles(50_000, 4096),
  tiny: smallFiles(20_000, 1024),
  many: smallFiles(100_000, 1024),
  million: smallFiles(1_000_000, 64),
} as const satisfies Readonly<Record<string, Source>>;

export type SourceName = keyof typeof SOURCES;

/** Size of the files of a source of small ones. */
export function fileSizeOf(name: SourceName): number | undefined {
  const source: Source = SOURCES[name];
  return source.fileSize;
}

/** Gives one small file of a hundred new contents, the same each time. */
export function changeOnePercent(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const number = Number(/file-(\d+)$/.exec(name)?.[1] ?? NaN);
    if (number % 100 === 0) writeFileSync(join(folder, name), randomBytesFrom(7_000_000 + number, 2048));
  }
}

/** A file in the middle of a source of small ones, relative to its folder. */
export function oneFileOf(folder: string): string {
  const parents = readdirSync(folder).toSorted();
  const parent = parents[Math.floor(parents.length / 2)] ?? "";
  const files = readdirSync(join(folder, parent)).toSorted();
  return join(parent, files[Math.floor(files.length / 2)] ?? "");
}
