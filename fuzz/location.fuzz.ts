import { bytesToText } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import { PlaceholderSyntaxError } from "@coffer/format/patterns";
import { LocationSyntaxError, canonicalPath, keyFileName, parseLocation } from "@coffer/cli/location";
import { placeholderFiller } from "@coffer/cli/program";
import type { FuzzTarget } from "./fuzz-target.ts";

const fillPlaceholders = placeholderFiller({ BORG_HOSTNAME: "host", BORG_USERNAME: "joe" }, () => 0n);

/** Locations with placeholders. What was read is written in its other forms, too. */
export const target: FuzzTarget = {
  name: "location",
  seeds: () =>
    [
      "/path::archive",
      "ssh://user@[2001:db8::1]:22/./rel::a-{now:%Y-%m-%dT%H:%M:%S.%f}",
      "host:~/x::{hostname:>10}",
      "file://server/path",
      "::{user}{{x}}",
    ].map((text) => new TextEncoder().encode(text)),
  run: (input) => {
    try {
      const location = parseLocation(bytesToText(input), { env: { BORG_REPO: "host:repo" }, fillPlaceholders });
      canonicalPath(location);
      keyFileName(location);
    } catch (error) {
      const documented =
        error instanceof LocationSyntaxError || error instanceof PlaceholderSyntaxError || error instanceof BorgError;
      if (!documented) throw error;
    }
  },
};
