/**
 * A read-only file system in user space: what the kernel asks is answered by a {@link FileSystem}.
 *
 * - *node*: number of a file system object, the root is 1; the kernel knows objects by it, and it is their inode number.
 * - *device*: the open `/dev/fuse` that a mount was made with; requests are read from it, replies written to it.
 * - *mount*: made by mount(2) for root, by `fusermount3` for everybody else.
 *
 * Only `linux/` knows the kernel; another system needs a folder beside it that serves the same {@link FileSystem}.
 * Stands on koffi and Node (docs/decisions/0130-fuse.md). Knows nothing of archives.
 *
 * @module
 */
export * from "./file-system.ts";
export * from "./mount-options.ts";
export { leaveTerminal } from "./linux/leave-terminal.ts";
export * from "./mounted.ts";
