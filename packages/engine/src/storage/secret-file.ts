import { errorCode } from "./storage-error.ts";

/** File systems say this where hard links cannot be had. */
const NO_LINK_CODES: ReadonlySet<string> = new Set([
  "EMLINK",
  "ENOSYS",
  "EPERM",
  "EACCES",
  "ENOTSUP",
  "EOPNOTSUPP",
  "EIO",
]);

/** What is asked of a file system to replace a secret. */
export interface SecretFiles {
  /** Whether there is a file; what cannot be seen is none. */
  isFile(path: string): Promise<boolean>;
  /** Gives a file a second name. */
  link(path: string, second: string): Promise<void>;
  /** Creates or replaces a file, all or nothing, durable on return. */
  writeAtomic(path: string, data: Uint8Array): Promise<void>;
  /** Overwrites a file with noise, unless another name may share its content, and removes it. */
  erase(path: string): Promise<void>;
}

/** Replaces the file at `path` atomically and overwrites the old content, kept meanwhile as `<path>.old`. */
export async function replaceSecretFile(
  files: SecretFiles,
  path: string,
  data: Uint8Array,
  warn: (message: string) => void,
): Promise<void> {
  const old = `${path}.old`;
  if (await files.isFile(old)) {
    warn("Old config file not securely erased on previous config update");
    await files.erase(old);
  }
  if (await files.isFile(path)) await linkOld(files, path, old, warn);
  await files.writeAtomic(path, data);
  if (await files.isFile(old)) await files.erase(old);
}

async function linkOld(files: SecretFiles, path: string, old: string, warn: (message: string) => void): Promise<void> {
  try {
    await files.link(path, old);
  } catch (error) {
    if (!NO_LINK_CODES.has(errorCode(error) ?? "")) throw error;
    warn(
      "Failed to securely erase old repository config file (hardlinks not supported). " +
        "Old repokey data, if any, might persist on physical storage.",
    );
  }
}
