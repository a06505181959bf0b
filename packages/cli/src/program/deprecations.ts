/** Options that Borg warns of, before anything else is looked at. */
const DEPRECATED: ReadonlyMap<string, string> = new Map([
  ["--noatime", "because it is the default now."],
  ["--nobsdflags", "Use --noflags instead."],
  ["--numeric-owner", "Use --numeric-ids instead."],
  ["--remote-ratelimit", "Use --upload-ratelimit instead."],
  ["--remote-buffer", "Use --upload-buffer instead."],
  ["--prefix", "Use \"--glob-archives 'yourprefix*'\" (-a) instead."],
]);

/** Lines for standard error about deprecated options, in their order. */
export function deprecationWarnings(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const option = word.split("=", 1)[0] ?? "";
    const advice = DEPRECATED.get(option);
    if (advice === undefined) return [];
    const stop = advice.startsWith("because") ? " " : ". ";
    return [`Warning: "${option}" has been deprecated${stop}${advice}\n`];
  });
}
