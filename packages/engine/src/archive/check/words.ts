import { MacMismatch } from "@coffer/format/keys";

/** What is wrong with an object that was named already: of a MAC that does not fit, Borg shows the bare reason. */
export function wordsOf(error: Error): string {
  return error instanceof MacMismatch ? error.reason : error.message;
}
