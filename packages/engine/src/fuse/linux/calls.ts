import { createRequire } from "node:module";
import type * as KoffiModule from "koffi";

type Koffi = typeof KoffiModule;

/** What a mount needs of the C library beyond Node. Each returns what C returns; after -1 `errno` says why. */
export interface FuseCalls {
  errno(): number;
  read(fd: number, buffer: Uint8Array, size: number): number;
  /** @param descriptors `struct pollfd` after `struct pollfd`. */
  poll(descriptors: Uint8Array, count: number, timeoutMs: number): number;
  /** The same on another thread. */
  pollAsync(descriptors: Uint8Array, count: number, done: () => void): void;
  eventfd(initial: number, flags: number): number;
  mount(source: Uint8Array, target: Uint8Array, type: Uint8Array, flags: number, data: Uint8Array): number;
  umount2(target: Uint8Array, flags: number): number;
  /** `fcntl` with a number as its argument. */
  fcntl(fd: number, command: number, argument: number): number;
  setsid(): number;
  dup2(from: number, to: number): number;
  socketpair(domain: number, type: number, protocol: number, pair: Uint8Array): number;
  /** Waits on another thread for a message that carries a descriptor. @returns The descriptor, or -1. */
  receiveDescriptor(socket: number): Promise<number>;
}

let loaded: FuseCalls | undefined;

/** The calls, bound at the first use. */
export function fuseCalls(): FuseCalls {
  loaded ??= load();
  return loaded;
}

function load(): FuseCalls {
  const koffi = createRequire(import.meta.url)("koffi") as Koffi;
  const library = koffi.load(null);
  const poll = library.func("int poll(void *descriptors, uint64 count, int timeout)");
  const fcntl = library.func("int fcntl(int fd, int command, ...)") as (...values: unknown[]) => unknown;
  return {
    errno: () => koffi.errno(),
    read: library.func("int64 read(int fd, void *buffer, size_t size)") as FuseCalls["read"],
    poll: poll as FuseCalls["poll"],
    pollAsync: (descriptors, count, done) => poll.async(descriptors, count, -1, done),
    eventfd: library.func("int eventfd(uint32 initial, int flags)") as FuseCalls["eventfd"],
    mount: library.func(
      "int mount(void *source, void *target, void *type, uint64 flags, void *data)",
    ) as FuseCalls["mount"],
    umount2: library.func("int umount2(void *target, int flags)") as FuseCalls["umount2"],
    fcntl: (fd, command, argument) => fcntl(fd, command, "int", argument) as number,
    setsid: library.func("int setsid()") as FuseCalls["setsid"],
    dup2: library.func("int dup2(int from, int to)") as FuseCalls["dup2"],
    socketpair: library.func(
      "int socketpair(int domain, int type, int protocol, void *pair)",
    ) as FuseCalls["socketpair"],
    receiveDescriptor: descriptorReceiver(koffi, library),
  };
}

const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
/** `struct cmsghdr` with one descriptor behind it, padded. */
const CONTROL_SIZE = 24;
const MSG_CMSG_CLOEXEC = 0x4000_0000;

function descriptorReceiver(koffi: Koffi, library: ReturnType<Koffi["load"]>): FuseCalls["receiveDescriptor"] {
  const vector = koffi.struct({ base: "void *", size: "size_t" });
  const header = koffi.struct({
    name: "void *",
    nameSize: "uint32",
    vectors: koffi.pointer(vector),
    vectorCount: "size_t",
    control: "void *",
    controlSize: "size_t",
    flags: "int",
  });
  const recvmsg = library.func("recvmsg", "int64", ["int", koffi.inout(koffi.pointer(header)), "int"]);
  return (socket) =>
    new Promise((resolve) => {
      const byte = Buffer.alloc(8);
      const control = Buffer.alloc(CONTROL_SIZE);
      const message = {
        name: null,
        nameSize: 0,
        vectors: [{ base: byte, size: 1 }],
        vectorCount: 1,
        control,
        controlSize: CONTROL_SIZE,
        flags: 0,
      };
      recvmsg.async(socket, message, MSG_CMSG_CLOEXEC, (_error: unknown, received: number) => {
        const isRights = control.readUInt32LE(8) === SOL_SOCKET && control.readUInt32LE(12) === SCM_RIGHTS;
        resolve(received > 0 && isRights ? control.readInt32LE(16) : -1);
      });
    });
}
