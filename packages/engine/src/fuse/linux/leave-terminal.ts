import { openSync } from "node:fs";
import { chdir } from "node:process";
import { fuseCalls } from "./calls.ts";

/**
 * Makes this process one of the background: a session of its own, no terminal, in the root folder, standard input and
 * outputs leading nowhere. Signals of the terminal do not reach it any more.
 */
export function leaveTerminal(): void {
  const calls = fuseCalls();
  calls.setsid();
  chdir("/");
  const nowhere = openSync("/dev/null", "r+");
  for (const fd of [0, 1, 2]) calls.dup2(nowhere, fd);
}
