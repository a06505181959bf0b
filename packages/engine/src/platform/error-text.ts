import { getSystemErrorMessage } from "node:util";
import { libc } from "./linux/libc.ts";

const texts = new Map<number, string>();

/** What the C library says about an error number, as Borg prints it ("No such file or directory"). */
export function errorText(errno: number): string {
  let text = texts.get(errno);
  if (text === undefined) {
    text = process.platform === "linux" ? libc().strerror(errno) : (getSystemErrorMessage(-errno) ?? `error ${errno}`);
    texts.set(errno, text);
  }
  return text;
}
