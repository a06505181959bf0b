import { constants } from "node:os";
import { type FileSystem, FileSystemError, type Maybe, type NodeAttributes } from "../file-system.ts";
import type { FuseDevice } from "./device.ts";
import * as protocol from "./protocol.ts";
import { CHANGES, ENTRY_SIZE, IN_HEADER_SIZE, Opcode } from "./protocol.ts";
import { direntSize, Reply } from "./reply.ts";

const { EINVAL, EIO, ENODATA, ENOENT, ENOSYS, EPROTO, ERANGE, EROFS } = constants.errno;

/** Most that the kernel may ask for in one go, bytes: what it takes by default for files, in pages of 4 KiB. */
const READ_SIZE_MAX = 1024 * 1024;
/** Requests that the kernel sends ahead of the reader. */
const BACKGROUND_MAX = 32;
const BLOCK_SIZE = 512;
const NAME_LENGTH_MAX = 255;
/** Longest name that the kernel takes. */
const FUSE_NAME_MAX = 1024;

/** What the server needs of a device. */
export type RequestSource = Pick<FuseDevice, "buffer" | "serve" | "reply">;

/** Header of a request. Its body lies in the device's buffer as long as the handler runs. */
interface Request {
  readonly opcode: number;
  readonly uniqueLow: number;
  readonly uniqueHigh: number;
  readonly node: number;
  /** Bytes with the header. */
  readonly size: number;
}

/** Answers the kernel's requests out of a {@link FileSystem}. */
export class FuseServer {
  readonly #device: RequestSource;
  readonly #files: FileSystem;
  readonly #trouble: (error: unknown) => void;
  /** The request at hand. */
  readonly #in: DataView;
  readonly #reply = new Reply(READ_SIZE_MAX + 4096);
  readonly #attributes: NodeAttributes = {
    mode: 0,
    nlink: 1,
    uid: 0,
    gid: 0,
    rdev: 0,
    size: 0,
    mtime: 0n,
    atime: 0n,
    ctime: 0n,
  };
  #pending = 0;
  #opensFolders = true;

  /** @param trouble Told what went wrong where the kernel only hears of EIO. */
  constructor(device: RequestSource, files: FileSystem, trouble: (error: unknown) => void) {
    this.#device = device;
    this.#in = new DataView(device.buffer.buffer);
    this.#files = files;
    this.#trouble = trouble;
  }

  /** Answers until the file system is unmounted, or the device stopped. */
  async serve(): Promise<void> {
    await this.#device.serve(
      (size) => this.#handle(this.#parse(size)),
      () => this.#pending > 0 || this.#files.isBusy,
    );
  }

  #parse(size: number): Request {
    return {
      opcode: this.#in.getUint32(4, true),
      uniqueLow: this.#in.getUint32(8, true),
      uniqueHigh: this.#in.getUint32(12, true),
      // all our numbers fit 32 bits
      node: this.#in.getUint32(16, true),
      size,
    };
  }

  /** A number of the body. */
  #u32(offset: number): number {
    return this.#in.getUint32(IN_HEADER_SIZE + offset, true);
  }

  #u53(offset: number): number {
    return this.#u32(offset + 4) * 0x1_0000_0000 + this.#u32(offset);
  }

  /** A text of the body, which ends in NUL. */
  #text(request: Request, offset: number): Uint8Array {
    const { buffer } = this.#device;
    const start = IN_HEADER_SIZE + offset;
    const end = buffer.indexOf(0, start);
    return buffer.subarray(start, Math.min(end < 0 ? request.size : end, request.size));
  }

  #handle(request: Request): void {
    try {
      const pending = this.#dispatch(request);
      if (pending === undefined) return;
      this.#pending += 1;
      void pending.catch((error: unknown) => this.#refuse(request, error)).finally(() => (this.#pending -= 1));
    } catch (error) {
      this.#refuse(request, error);
    }
  }

  #dispatch(request: Request): void | Promise<void> {
    const { node, opcode } = request;
    switch (opcode) {
      case Opcode.LOOKUP:
        return this.#lookup(request, this.#text(request, 0));
      case Opcode.GETATTR:
        return this.#send(request, (reply) => reply.attributes(node, this.#attributesOf(node)));
      case Opcode.READDIR:
      case Opcode.READDIRPLUS:
        return this.#list(request, opcode === Opcode.READDIRPLUS);
      case Opcode.READ:
        return this.#read(request);
      case Opcode.OPEN:
        return this.#open(request);
      case Opcode.RELEASE:
        this.#files.release(this.#u32(0));
        return this.#send(request);
      case Opcode.READLINK:
        return this.#when(request, this.#files.readLink(node), (reply, target) => reply.raw(target));
      case Opcode.GETXATTR:
        return this.#getXattr(request);
      case Opcode.LISTXATTR:
        return this.#listXattrs(request);
      case Opcode.STATFS:
        return this.#send(request, writeStatistics);
      case Opcode.INIT:
        return this.#init(request);
      case Opcode.OPENDIR:
        return this.#openFolder(request);
      case Opcode.RELEASEDIR:
      case Opcode.DESTROY:
        return this.#send(request);
      case Opcode.FORGET:
      case Opcode.BATCH_FORGET:
        // Nodes stay as long as the mount does; the kernel expects no answer.
        return undefined;
      default:
        // The kernel stops asking for what it was told once that we do not have.
        return this.#fail(request, CHANGES.has(opcode) ? EROFS : ENOSYS);
    }
  }

  #init(request: Request): void {
    const major = this.#u32(0);
    const minor = this.#u32(4);
    if (major < protocol.FUSE_MAJOR || (major === protocol.FUSE_MAJOR && minor < protocol.FUSE_MINOR_MIN)) {
      return this.#fail(request, EPROTO);
    }
    const flags = this.#u32(12) & protocol.WANTED_FLAGS;
    this.#opensFolders = (flags & protocol.NO_OPENDIR_SUPPORT) === 0;
    return this.#send(request, (reply) => {
      reply.u32(protocol.FUSE_MAJOR);
      reply.u32(protocol.FUSE_MINOR);
      // A newer kernel asks again in our version.
      if (major > protocol.FUSE_MAJOR) return;
      reply.u32(this.#u32(8));
      reply.u32(flags);
      reply.u16(BACKGROUND_MAX);
      reply.u16((BACKGROUND_MAX * 3) / 4);
      reply.u32(4096);
      reply.u32(1);
      reply.u16(READ_SIZE_MAX / 4096);
      reply.u16(0);
      reply.zeros(32);
    });
  }

  #lookup(request: Request, name: Uint8Array): void | Promise<void> {
    const entered = this.#files.enter(request.node);
    if (entered !== undefined) {
      // The name lies in the buffer that the next request overwrites.
      const kept = name.slice();
      return entered.then(() => this.#lookup(request, kept));
    }
    return this.#when(request, this.#files.lookup(request.node, name), (reply, node) => {
      if (node === 0) throw new FileSystemError(ENOENT);
      reply.entry(node, this.#attributesOf(node));
    });
  }

  #list(request: Request, isPlus: boolean): void | Promise<void> {
    const cursor = this.#u53(8);
    const size = this.#u32(16);
    const entered = this.#files.enter(request.node);
    if (entered !== undefined) return entered.then(() => this.#writeNames(request, cursor, size, isPlus));
    return this.#writeNames(request, cursor, size, isPlus);
  }

  /** Cursors: 0 and 1 stand before `.` and `..`, all others are the file system's own and two more. */
  #writeNames(request: Request, start: number, sizeMax: number, isPlus: boolean): void {
    const { node } = request;
    const size = Math.min(sizeMax, READ_SIZE_MAX);
    this.#send(request, (reply) => {
      const end = reply.length + size;
      const add = (name: Uint8Array, child: number, cursor: number, isDot: boolean): boolean => {
        if (name.length > FUSE_NAME_MAX) return true;
        const needed = direntSize(name) + (isPlus ? ENTRY_SIZE : 0);
        if (reply.length + needed > end) return false;
        const attributes = this.#attributesOf(child);
        if (isPlus && isDot) reply.emptyEntry();
        else if (isPlus) reply.entry(child, attributes);
        reply.dirent(child, cursor, attributes.mode, name);
        return true;
      };
      if (start === 0 && !add(DOT, node, 1, true)) return;
      if (start <= 1 && !add(DOT_DOT, this.#files.parentOf(node), 2, true)) return;
      this.#files.list(node, Math.max(0, start - 2), (name, child, cursor) => add(name, child, cursor + 2, false));
    });
  }

  /** There is nothing to open; newer kernels do not ask again when they are told so. */
  #openFolder(request: Request): void {
    if (!this.#opensFolders) return this.#fail(request, ENOSYS);
    return this.#send(request, (reply) => reply.zeros(16));
  }

  #open(request: Request): void | Promise<void> {
    return this.#when(request, this.#files.open(request.node), (reply, handle) => {
      reply.i64(handle);
      reply.u32(protocol.FOPEN_KEEP_CACHE);
      reply.u32(0);
    });
  }

  #read(request: Request): void | Promise<void> {
    const handle = this.#u32(0);
    const offset = this.#u53(8);
    const size = Math.min(this.#u32(16), READ_SIZE_MAX);
    return this.#files.read(handle, offset, size, (pieces) => this.#sendPieces(request, pieces));
  }

  #sendPieces(request: Request, pieces: readonly Uint8Array[]): void {
    this.#reply.begin();
    const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.#device.reply(this.#reply.finish(request.uniqueLow, request.uniqueHigh, 0, total), pieces);
  }

  #getXattr(request: Request): void | Promise<void> {
    const size = this.#u32(0);
    return this.#when(request, this.#files.xattr(request.node, this.#text(request, 8)), (reply, value) => {
      if (value === undefined) throw new FileSystemError(ENODATA);
      writeXattr(reply, value, size);
    });
  }

  #listXattrs(request: Request): void | Promise<void> {
    const size = this.#u32(0);
    return this.#when(request, this.#files.xattrNames(request.node), (reply, names) => {
      writeXattr(reply, Buffer.concat(names.flatMap((name) => [name, NUL])), size);
    });
  }

  #attributesOf(node: number): NodeAttributes {
    this.#files.attributes(node, this.#attributes);
    return this.#attributes;
  }

  #when<T>(request: Request, value: Maybe<T>, write: (reply: Reply, value: T) => void): void | Promise<void> {
    if (!(value instanceof Promise)) return this.#send(request, (reply) => write(reply, value));
    return value.then((known) => this.#send(request, (reply) => write(reply, known)));
  }

  #send(request: Request, write?: (reply: Reply) => void): void {
    this.#reply.begin();
    write?.(this.#reply);
    this.#device.reply(this.#reply.finish(request.uniqueLow, request.uniqueHigh, 0));
  }

  #fail(request: Request, errno: number): void {
    this.#reply.begin();
    this.#device.reply(this.#reply.finish(request.uniqueLow, request.uniqueHigh, errno));
  }

  /** One request that fails must not end the mount. */
  #refuse(request: Request, error: unknown): void {
    if (error instanceof FileSystemError) return this.#fail(request, error.errno);
    this.#trouble(error);
    return this.#fail(request, error instanceof RangeError ? EINVAL : EIO);
  }
}

const DOT = Buffer.from(".");
const DOT_DOT = Buffer.from("..");
const NUL = new Uint8Array(1);

/** `struct fuse_statfs_out`: an archive has neither a size nor room. */
function writeStatistics(reply: Reply): void {
  reply.zeros(40);
  reply.u32(BLOCK_SIZE);
  reply.u32(NAME_LENGTH_MAX);
  reply.u32(BLOCK_SIZE);
  reply.zeros(28);
}

/** A value, or its length if the room that the caller has is 0. */
function writeXattr(reply: Reply, value: Uint8Array, room: number): void {
  if (room === 0) {
    reply.u32(value.length);
    reply.u32(0);
    return;
  }
  if (value.length > room) throw new FileSystemError(ERANGE);
  reply.raw(value);
}
