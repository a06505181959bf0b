import { bytesToText, textToBytes } from "@coffer/format/bytes";
import { InvalidPlaceholder, PlaceholderError } from "@coffer/format/errors";
import { fillPlaceholders, PlaceholderSyntaxError } from "@coffer/format/patterns";
import type { PlaceholderValue } from "@coffer/format/patterns";
import type { FuzzTarget } from "./fuzz-target.ts";

const VALUES: ReadonlyMap<string, PlaceholderValue> = new Map<string, PlaceholderValue>([
  ["hostname", () => "host"],
  ["now", (spec) => spec.replaceAll("%Y", "2024")],
  [
    "pid",
    (spec) => {
      if (spec !== "") throw new RangeError("Invalid format specifier");
      return "4711";
    },
  ],
]);

/** Texts with placeholders, as users give them for archive names and comments. */
export const target: FuzzTarget = {
  name: "placeholders",
  seeds: () =>
    ["{hostname}-{now:%Y-%m-%d}", "{{x}} {pid:05d}", "{now:{pid}}", "{hostname!r}", "{", "}"].map(textToBytes),
  run(input) {
    try {
      fillPlaceholders(bytesToText(input), VALUES);
    } catch (error) {
      const isExpected =
        error instanceof InvalidPlaceholder ||
        error instanceof PlaceholderError ||
        error instanceof PlaceholderSyntaxError;
      if (!isExpected) throw error;
    }
  },
};
