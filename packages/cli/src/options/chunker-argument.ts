import { type ChunkerParams, parseChunkerParams } from "@coffer/format/chunker";
import { ArgumentTypeMismatch, ArgumentValueError, type Convert } from "../arguments/index.ts";

/** `--chunker-params`. */
export const chunkerParams: Convert<ChunkerParams> = (text) => {
  try {
    return parseChunkerParams(text);
  } catch (error) {
    if (error instanceof RangeError) throw new ArgumentValueError(error.message);
    throw new ArgumentTypeMismatch("ChunkerParams");
  }
};
