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

export const FOLDERS_LATER: Difference = {
  in: ["home"],
  reason: "folders of the client are made when there is something to put into them",
};

export const FILES_CACHE_CAREFUL: Difference = {
  in: ["home"],
  reason:
    "the newest files are never memorised, as they may change in the same tick; borg forgets that rule when it has just rebuilt its cache",
  theirs: /\/files /,
};

export const PLACE_IN_PYTHON: Difference = {
  in: ["stderr"],
  reason: "borg's warning of an echo begins with a place in Python's library",
  ours: /^GetPassWarning: Can not control echo on the terminal\.$/m,
  theirs: /getpass\.py:\d+: GetPassWarning: Can not control echo on the terminal\.$/m,
};

export const INIT_NOTICE: Difference = {
  in: ["stderr"],
  reason: "the advice after init has the same sense in words of our own",
  ours: /borg key export/,
};

export const SECRETS_FIRST: Difference = {
  in: ["repositories"],
  reason:
    "secrets that cannot be read are noticed before anything is made; borg leaves a repository without a manifest",
  theirs: /no manifest/,
};
