/** Numbers of SFTP, version 3, by the names of draft-ietf-secsh-filexfer-02. */
export const VERSION = 3;

export const REQUEST = {
  INIT: 1,
  OPEN: 3,
  CLOSE: 4,
  READ: 5,
  WRITE: 6,
  LSTAT: 7,
  OPENDIR: 11,
  READDIR: 12,
  REMOVE: 13,
  MKDIR: 14,
  RMDIR: 15,
  REALPATH: 16,
  STAT: 17,
  RENAME: 18,
  EXTENDED: 200,
} as const;

export const REPLY = {
  VERSION: 2,
  STATUS: 101,
  HANDLE: 102,
  DATA: 103,
  NAME: 104,
  ATTRS: 105,
  EXTENDED_REPLY: 201,
} as const;

export const STATUS = {
  OK: 0,
  EOF: 1,
  NO_SUCH_FILE: 2,
  PERMISSION_DENIED: 3,
  FAILURE: 4,
  BAD_MESSAGE: 5,
  OP_UNSUPPORTED: 8,
} as const;

/** How a file is opened. */
export const OPEN = { READ: 1, WRITE: 2, APPEND: 4, CREATE: 8, TRUNCATE: 16, EXCLUSIVE: 32 } as const;

/** Which attributes follow. */
export const ATTRIBUTE = { SIZE: 1, OWNER: 2, PERMISSIONS: 4, TIMES: 8, EXTENDED: 0x8000_0000 } as const;

/** Extensions of OpenSSH, and the versions that we speak. */
export const EXTENSION = {
  POSIX_RENAME: ["posix-rename@openssh.com", "1"],
  FSYNC: ["fsync@openssh.com", "1"],
  HARDLINK: ["hardlink@openssh.com", "1"],
  STATVFS: ["statvfs@openssh.com", "2"],
  LIMITS: ["limits@openssh.com", "1"],
} as const;

/** Longest message in bytes, its length not counted: what OpenSSH takes and gives. */
export const MESSAGE_SIZE_MAX: number = 256 * 1024;
/** Bytes of one read or write that every server takes. */
export const TRANSFER_SIZE: number = 32 * 1024;
/** Longest handle, in bytes. */
export const HANDLE_SIZE_MAX = 256;
