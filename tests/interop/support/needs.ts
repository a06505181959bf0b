import { coffer, findBorg11, findBorgs, theBorgs } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";

/** The newest real borg, or the reason for a skip. */
export function needBorg(): { borg: Program; skip: false } | { borg: undefined; skip: string } {
  const borg = theBorgs()[0];
  if (borg !== undefined) return { borg, skip: false };
  return { borg: undefined, skip: findBorgs().missing.join("; ") };
}

/** Borg 1.1, or the reason for a skip, which is also printed. */
export function needBorg11(): { borg: Program; skip: false } | { borg: undefined; skip: string } {
  const borg = findBorg11();
  if (borg !== undefined) return { borg, skip: false };
  const skip = "no borg 1.1 (`npm test` installs it with pip; or set COFFER_BORG11)";
  console.error(`# PEER MISSING: ${skip}`);
  return { borg: undefined, skip };
}

/** `false`, or the reason for a skip. */
export function needRoot(): false | string {
  return process.getuid?.() === 0 ? false : "needs root (devices, owners, mounts)";
}

/** The real borg as control, so that the test itself is proved, then coffer. */
export function controlAndCoffer(borg: Program): { program: Program; role: string }[] {
  return [
    { program: borg, role: `control: ${borg.name}` },
    { program: coffer, role: "coffer" },
  ];
}
