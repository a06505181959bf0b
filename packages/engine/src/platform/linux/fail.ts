import { bytesToText } from "@coffer/format/bytes";
import { cStringBytes } from "../c-string.ts";
import type { CString } from "../c-string.ts";
import { OSError } from "../os-error.ts";
import { libc } from "./libc.ts";

/** Throws what the last call of the C library failed with. */
export function fail(filename: CString | number): never {
  throw failure(filename);
}

export function failure(filename: CString | number): OSError {
  const errno = libc().errno();
  return new OSError(errno, typeof filename === "number" ? filename : bytesToText(cStringBytes(filename)));
}
