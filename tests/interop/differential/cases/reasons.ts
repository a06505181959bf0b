import type { Difference } from "../case.ts";

/** A text of `--help` or of `borg help`. */
export function ownWords(ours: RegExp): Difference {
  return { in: ["stdout"], reason: "help texts have the form of borg's, in words of our own", ours };
}

/** Borg has no message for a mistake, but lets a Python traceback out. */
export function noTraceback(ours: RegExp): Difference {
  return {
    in: ["stderr"],
    reason: "one line that names the mistake, not a Python traceback",
    ours,
    theirs: /Traceback/,
  };
}
