import { PlaceholderSyntaxError } from "@coffer/format/patterns";
import { ArgumentTypeMismatch, type Convert } from "../arguments/index.ts";

/** A text with placeholders such as `{hostname}`. */
export const placeholderText: Convert<string> = (text, world) => {
  try {
    return world.fillPlaceholders(text);
  } catch (error) {
    if (error instanceof PlaceholderSyntaxError) throw new ArgumentTypeMismatch("replace_placeholders");
    throw error;
  }
};
