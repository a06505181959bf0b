import { replaceSurrogates } from "./surrogates.ts";

/** Text from anywhere, made safe for a terminal: control characters and marks of direction become `�`, bytes that are no text `?`. */
export function printable(text: string): string {
  return replaceSurrogates(text.replaceAll("\t", "    ")).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "�");
}
