import { textString } from "./packet-writer.ts";
import { EXTENSION, MESSAGE_SIZE_MAX, REPLY, REQUEST, TRANSFER_SIZE } from "./protocol.ts";
import { takeBody } from "./replies.ts";
import type { SftpChannel } from "./sftp-channel.ts";

/** What a message holds besides the bytes of a read or write. */
const TRANSFER_OVERHEAD = 1024;

export type ExtensionName = keyof typeof EXTENSION;

/** Largest read and write, in bytes. */
export interface TransferLimits {
  readonly readSize: number;
  readonly writeSize: number;
}

export const DEFAULT_LIMITS: TransferLimits = { readSize: TRANSFER_SIZE, writeSize: TRANSFER_SIZE };

export function hasExtension(extensions: ReadonlyMap<string, string>, extension: ExtensionName): boolean {
  const [name, version] = EXTENSION[extension];
  return extensions.get(name) === version;
}

/** What the server takes, as far as we take it. */
export function askLimits(channel: SftpChannel): Promise<TransferLimits> {
  const bound = (size: number): number =>
    size === 0 ? TRANSFER_SIZE : Math.max(1, Math.min(size, MESSAGE_SIZE_MAX - TRANSFER_OVERHEAD));
  return channel.request(REQUEST.EXTENDED, [textString(EXTENSION.LIMITS[0])], (reply) => {
    const body = takeBody(reply, REPLY.EXTENDED_REPLY);
    body.u64Clamped();
    return { readSize: bound(body.u64Clamped()), writeSize: bound(body.u64Clamped()) };
  });
}
