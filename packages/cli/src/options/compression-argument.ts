import { type CompressionSpec, parseCompressionSpec } from "@coffer/format/compression";
import { ArgumentTypeMismatch, ArgumentValueError, type Convert } from "../arguments/index.ts";

/** `--compression`. */
export const compression: Convert<CompressionSpec> = (text) => {
  try {
    return parseCompressionSpec(text);
  } catch (error) {
    if (error instanceof RangeError) throw new ArgumentValueError(error.message);
    if (error instanceof TypeError) throw new ArgumentTypeMismatch("CompressionSpec");
    throw error;
  }
};
