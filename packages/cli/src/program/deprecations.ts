/** Options that Borg warns of, before anything else is looked at, and what it says of each. */
const DEPRECATED: ReadonlyMap<string, string> = new Map([
  ["--noatime", "has been deprecated because it is the default now."],
  ["--nobsdflags", "has been deprecated. Use --noflags instead."],
  ["--numeric-owner", "has been deprecated. Use --numeric-ids instead."],
  ["--remote-ratelimit", "has been deprecated. Use --upload-ratelimit instead."],
  ["--remote-buffer", "has been deprecated. Use --upload-buffer instead."],
  ["--sort", 'is deprecated. Use "--sort-by=path" instead.'],
  ["--prefix", "has been deprecated. Use \"--glob-archives 'yourprefix*'\" (-a) instead."],
]);

/** Lines for standard error about deprecated options, in their order. */
export function deprecationWarnings(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const option = word.split("=", 1)[0] ?? "";
    const advice = DEPRECATED.get(option);
    return advice === undefined ? [] : [`Warning: "${option}" ${advice}\n`];
  });
}
