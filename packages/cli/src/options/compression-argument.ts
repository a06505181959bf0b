import { type CompressionSpec, parseCompressionSpec } from "@coffer/format/compression";
import { ArgumentTypeMismatch, type Convert } from "../arguments/index.ts";

/** `--compression`. */
export const compression: Convert<CompressionSpec> = (text) => {
  try {
    return parseCompressionSpec(text);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new ArgumentTypeMismatch("CompressionSpec");
    throw error;
  }
};
