import { basename, dirname } from "node:path";
import { assert } from "@coffer/format/bytes";
import type { Clock, RemoteSettings } from "../../context/index.ts";
import { sshCommand } from "../ssh-command.ts";
import type { SshHost } from "../ssh-command.ts";
import { noAttributes, permissions } from "./attributes.ts";
import type { SftpAttributes } from "./attributes.ts";
import { ByteBudget } from "./byte-budget.ts";
import { askLimits, DEFAULT_LIMITS, hasExtension } from "./extensions.ts";
import type { ExtensionName, TransferLimits } from "./extensions.ts";
import { byteString, textString, u32, u64 } from "./packet-writer.ts";
import { EXTENSION, OPEN, REPLY, REQUEST, STATUS } from "./protocol.ts";
import { takeAttributes, takeBody, takeData, takeHandle, takeNames, takeOk } from "./replies.ts";
import type { Reply, SftpEntry, SftpHandle } from "./replies.ts";
import { SftpChannel } from "./sftp-channel.ts";
import { isPlainFailure, SftpFormatError, SftpStatusError } from "./sftp-error.ts";

/** How a file is opened: to be read; made new, where there must be none; made new or emptied; changed where it is; or added to. */
export type OpenMode = "read" | "create" | "replace" | "overwrite" | "append";

const OPEN_FLAGS: Readonly<Record<OpenMode, number>> = {
  read: OPEN.READ,
  create: OPEN.WRITE | OPEN.CREATE | OPEN.EXCLUSIVE,
  replace: OPEN.WRITE | OPEN.CREATE | OPEN.TRUNCATE,
  overwrite: OPEN.WRITE,
  append: OPEN.WRITE | OPEN.CREATE | OPEN.APPEND,
};

/** Bytes of reads and writes under way at a time: what fits on a line of 1 Gbit/s with 60 ms. */
const UNDER_WAY_MAX = 8 << 20;
/** Names in one folder. */
const ENTRIES_MAX = 1 << 20;

/**
 * Files on another machine, by absolute paths, as its SFTP server shows them. Paths and names are in surrogateescape form.
 *
 * Methods fail with {@link SftpStatusError} where the server refuses, with a reason as exact as can be had: the protocol knows few
 * reasons, so after a plain failure the server is asked what is in the way. When the connection is lost all of them fail with Borg's
 * errors for that.
 */
export class SftpClient {
  readonly #channel: SftpChannel;
  readonly #extensions: ReadonlyMap<string, string>;
  readonly #limits: TransferLimits;
  readonly #budget: ByteBudget;

  private constructor(
    channel: SftpChannel,
    extensions: ReadonlyMap<string, string>,
    limits: TransferLimits,
    uploadBuffer: number,
  ) {
    this.#channel = channel;
    this.#extensions = extensions;
    this.#limits = limits;
    this.#budget = new ByteBudget(UNDER_WAY_MAX + uploadBuffer);
  }

  /** Connects as the user's ssh does. @throws {ConnectionClosedWithHint} @throws {SftpProtocolError} */
  static async connect(target: SshHost, settings: RemoteSettings, clock: Clock): Promise<SftpClient> {
    const command = await sshCommand(target, settings, ["sftp"], ["-s"]);
    const { channel, extensions } = await SftpChannel.open(command, settings, clock);
    try {
      const limits = hasExtension(extensions, "LIMITS") ? await askLimits(channel) : DEFAULT_LIMITS;
      return new SftpClient(channel, extensions, limits, settings.uploadBuffer);
    } catch (error) {
      await channel.end();
      throw error;
    }
  }

  /** Bytes that go in one write. */
  get writeSize(): number {
    return this.#limits.writeSize;
  }

  has(extension: ExtensionName): boolean {
    return hasExtension(this.#extensions, extension);
  }

  /** Ends the connection. */
  end(): Promise<void> {
    return this.#channel.end();
  }

  /** The absolute path of a file that exists; `.` is the folder that a login begins in. */
  realPath(path: string): Promise<string> {
    return this.#channel.request(REQUEST.REALPATH, [textString(path)], (reply) => {
      const body = takeBody(reply, REPLY.NAME);
      if (body.u32() !== 1) throw new SftpFormatError("a path that is not one");
      return body.text();
    });
  }

  /** Of what a symlink points to, too. */
  stat(path: string): Promise<SftpAttributes> {
    return this.#channel.request(REQUEST.STAT, [textString(path)], takeAttributes);
  }

  lstat(path: string): Promise<SftpAttributes> {
    return this.#channel.request(REQUEST.LSTAT, [textString(path)], takeAttributes);
  }

  /** @param mode Permissions of a new file, before the umask of the server. @throws `EEXIST` for `create`. */
  open(path: string, how: OpenMode, mode?: number): Promise<SftpHandle> {
    const attributes = mode === undefined ? noAttributes() : permissions(mode);
    const fields = [textString(path), u32(OPEN_FLAGS[how]), ...attributes];
    const opened = this.#channel.request(REQUEST.OPEN, fields, takeHandle);
    return how === "create" ? opened.catch((error: unknown) => this.#explain(error, path, "EEXIST")) : opened;
  }

  async close(handle: SftpHandle): Promise<void> {
    await this.#channel.request(REQUEST.CLOSE, [byteString(handle)], takeOk);
  }

  /** Fills `target` from `offset`. @returns Count of bytes: less than asked only at the end of the file. */
  async read(handle: SftpHandle, offset: number, target: Uint8Array): Promise<number> {
    const { readSize } = this.#limits;
    const pieces: Promise<number>[] = [];
    for (let at = 0; at < target.length; at += readSize) {
      const piece = target.subarray(at, at + readSize);
      await this.#budget.take(piece.length);
      const reading = this.#readPiece(handle, offset + at, piece).finally(() => this.#budget.give(piece.length));
      reading.catch(() => {});
      pieces.push(reading);
    }
    // The memory is the caller's again only when nothing goes into it any more, whatever has failed.
    await Promise.allSettled(pieces);
    const counts = await Promise.all(pieces);
    const last = counts.findIndex((count, at) => count < Math.min(readSize, target.length - at * readSize));
    return last < 0 ? target.length : last * readSize + (counts[last] ?? 0);
  }

  /** Waits for its turn and sends one write of at most {@link writeSize} bytes, which must not change any more. */
  async write(handle: SftpHandle, offset: number, data: Uint8Array<ArrayBuffer>): Promise<{ done: Promise<void> }> {
    assert(data.length <= this.writeSize, "a write fits into one message");
    await this.#budget.take(data.length);
    const done = this.#channel
      .request(REQUEST.WRITE, [byteString(handle), u64(offset)], takeOk, data)
      .finally(() => this.#budget.give(data.length));
    return { done };
  }

  /** Makes the content of a file durable, or the names in a folder. Only with the extension `FSYNC`. */
  async sync(handle: SftpHandle): Promise<void> {
    await this.#extended("FSYNC", [byteString(handle)], takeOk);
  }

  /** Everything in a folder but `.` and `..`. @throws {SftpFormatError} If it does not end. */
  async list(path: string): Promise<SftpEntry[]> {
    const handle = await this.#channel.request(REQUEST.OPENDIR, [textString(path)], takeHandle);
    try {
      const entries: SftpEntry[] = [];
      for (;;) {
        const found = await this.#channel.request(REQUEST.READDIR, [byteString(handle)], takeNames);
        if (found === undefined) return entries;
        for (const entry of found) if (entry.name !== "." && entry.name !== "..") entries.push(entry);
        if (entries.length > ENTRIES_MAX)
          throw new SftpStatusError(STATUS.FAILURE, "a folder without end", "EOVERFLOW");
      }
    } finally {
      await this.close(handle);
    }
  }

  /** @throws `EEXIST` */
  async makeFolder(path: string, mode: number): Promise<void> {
    const made = this.#channel.request(REQUEST.MKDIR, [textString(path), ...permissions(mode)], takeOk);
    await made.catch((error: unknown) => this.#explain(error, path, "EEXIST"));
  }

  async remove(path: string): Promise<void> {
    await this.#channel.request(REQUEST.REMOVE, [textString(path)], takeOk);
  }

  /** @throws `ENOTEMPTY` */
  async removeFolder(path: string): Promise<void> {
    try {
      await this.#channel.request(REQUEST.RMDIR, [textString(path)], takeOk);
    } catch (error) {
      if (isPlainFailure(error) && (await this.list(path)).length > 0) throw error.withCode("ENOTEMPTY");
      throw error;
    }
  }

  /** Renames; what is at `target` is replaced, unless it is a folder with something in it, in one step where the server can. */
  async rename(source: string, target: string): Promise<void> {
    const paths = [textString(source), textString(target)];
    if (this.has("POSIX_RENAME")) await this.#extended("POSIX_RENAME", paths, takeOk);
    else await this.#channel.request(REQUEST.RENAME, paths, takeOk);
  }

  /** A second name for a file. Only with the extension `HARDLINK`. */
  async link(existing: string, path: string): Promise<void> {
    await this.#extended("HARDLINK", [textString(existing), textString(path)], takeOk);
  }

  /** Whether a file surely has no other name: what the server shows of it says so. */
  async hasOneName(path: string): Promise<boolean> {
    const entries = await this.list(dirname(path));
    const line = entries.find(({ name }) => name === basename(path))?.line ?? "";
    return /^-[-rwxsStT]{9}[.+@]?\s+1\s/.test(line);
  }

  /** Bytes that this user can still write; `undefined` where the server does not tell. */
  async freeSpace(path: string): Promise<number | undefined> {
    if (!this.has("STATVFS")) return undefined;
    return this.#extended("STATVFS", [textString(path)], (reply) => {
      const body = takeBody(reply, REPLY.EXTENDED_REPLY);
      const [, frsize = 0, , , bavail = 0] = [0, 1, 2, 3, 4].map(() => body.u64Clamped());
      return bavail * frsize;
    });
  }

  #extended<T>(extension: ExtensionName, fields: readonly Uint8Array[], take: (reply: Reply) => T): Promise<T> {
    assert(this.has(extension), `the server has ${extension}`);
    return this.#channel.request(REQUEST.EXTENDED, [textString(EXTENSION[extension][0]), ...fields], take);
  }

  async #readPiece(handle: SftpHandle, offset: number, target: Uint8Array): Promise<number> {
    let done = 0;
    while (done < target.length) {
      const rest = target.subarray(done);
      const fields = [byteString(handle), u64(offset + done), u32(rest.length)];
      const count = await this.#channel.request(REQUEST.READ, fields, (reply) => takeData(reply, rest));
      if (count === undefined) break;
      done += count;
    }
    return done;
  }

  /** Gives a plain failure a reason, if something is at `path`. */
  async #explain(error: unknown, path: string, code: string): Promise<never> {
    if (!isPlainFailure(error)) throw error;
    try {
      await this.lstat(path);
    } catch {
      throw error;
    }
    throw error.withCode(code);
  }
}
