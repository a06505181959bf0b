import { type Parameter, flag } from "../arguments/index.ts";

/** `--numeric-ids`, and `--numeric-owner` as it was called before. */
export function numericIdsOption(help: string): Parameter<boolean> {
  return twoNames("--numeric-owner", "--numeric-ids", help);
}

/** `--noflags`, and `--nobsdflags` as it was called before. */
export function noFlagsOption(help: string): Parameter<boolean> {
  return twoNames("--nobsdflags", "--noflags", help);
}

function twoNames(old: string, current: string, help: string): Parameter<boolean> {
  const before = flag([old], `old name of \`\`${current}\`\``);
  const now = flag([current], help);
  return { initial: false, switches: [...before.switches, ...now.switches] };
}
