import fs from "node:fs";

/** Bytes in one read or write call; Linux takes no more than 2^31 - 4096. */
const TRANSFER_SIZE_MAX = 1 << 30;
/** Buffers in one writev call, which the system bounds as well. */
const PARTS_MAX = 512;

/*
 * Plain descriptors and not FileHandles: each call of a FileHandle costs several times the overhead, and descriptors can be
 * read without a turn of the event loop too.
 */

export function openFile(path: string, flags: string | number, mode = 0o666): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.open(path, flags, mode, (error, fd) => (error ? reject(error) : resolve(fd)));
  });
}

export function closeFile(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.close(fd, (error) => (error ? reject(error) : resolve()));
  });
}

export function syncContent(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.fdatasync(fd, (error) => (error ? reject(error) : resolve()));
  });
}

export function syncAll(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.fsync(fd, (error) => (error ? reject(error) : resolve()));
  });
}

/** Fills `target` from `offset`. @returns Count of bytes read: less than asked only at the end of the file. */
export async function readFully(fd: number, offset: number, target: Uint8Array): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const count = await readOnce(fd, target, done, Math.min(target.length - done, TRANSFER_SIZE_MAX), offset + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** As {@link readFully}, at once. */
export function readFullyNow(fd: number, offset: number, target: Uint8Array): number {
  let done = 0;
  while (done < target.length) {
    const count = fs.readSync(fd, target, done, Math.min(target.length - done, TRANSFER_SIZE_MAX), offset + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

function readOnce(fd: number, target: Uint8Array, at: number, length: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(fd, target, at, length, position, (error, count) => (error ? reject(error) : resolve(count)));
  });
}

/** Writes all of `parts` at `position`, from where they lie. */
export async function writeFully(fd: number, parts: readonly Uint8Array[], position: number): Promise<void> {
  let pending = parts.filter((part) => part.length > 0);
  while (pending.length > 0) {
    const count = await writeOnce(fd, batch(pending), position);
    position += count;
    pending = dropBytes(pending, count);
  }
}

function batch(parts: readonly Uint8Array[]): readonly Uint8Array[] {
  let size = 0;
  let count = 0;
  for (const part of parts) {
    if (count === PARTS_MAX || size + part.length > TRANSFER_SIZE_MAX) break;
    size += part.length;
    count += 1;
  }
  return count === 0 ? [(parts[0] ?? new Uint8Array()).subarray(0, TRANSFER_SIZE_MAX)] : parts.slice(0, count);
}

function dropBytes(parts: readonly Uint8Array[], count: number): Uint8Array[] {
  let index = 0;
  let left = count;
  while (index < parts.length && left >= (parts[index]?.length ?? 0)) {
    left -= parts[index]?.length ?? 0;
    index += 1;
  }
  const rest = parts.slice(index);
  if (left > 0 && rest[0] !== undefined) rest[0] = rest[0].subarray(left);
  return rest;
}

function writeOnce(fd: number, parts: readonly Uint8Array[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.writev(fd, parts, position, (error, count) => (error ? reject(error) : resolve(count)));
  });
}

/** Makes the names in a folder durable. Network file systems that cannot (EINVAL) are taken at their word. */
export async function syncFolderAt(path: string): Promise<void> {
  const fd = await openFile(path, "r");
  try {
    await syncAll(fd);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error;
  } finally {
    await closeFile(fd);
  }
}
