import { formatFixed } from "../text/index.ts";

/** How an operation shows how far it is. */
export interface PercentFormat {
  /** Percent between two lines. */
  readonly step: number;
  /** @param info Further words, such as the path at work. */
  readonly text: (percent: number, info: readonly string[]) => string;
}

const percent = (value: number, width: number, decimals: number): string =>
  `${formatFixed(value, decimals).padStart(width)}%`;

/** Words before the figure. */
const before = (words: string, width: number, decimals: number, step: number = 5): PercentFormat => ({
  step,
  text: (value) => `${words} ${percent(value, width, decimals)}`,
});

/** Borg's operations by `msgid`. */
export const PERCENT_FORMATS: Readonly<Record<string, PercentFormat>> = {
  extract: { step: 0.1, text: (value, [path = ""]) => `${percent(value, 5, 1)} Extracting: ${path}` },
  "extract.permissions": before("Setting directory permissions", 3, 0),
  "check.verify_data": before("Verifying data", 6, 2, 0.01),
  "check.rebuild_manifest": before("Rebuilding manifest", 6, 2, 0.01),
  "check.rebuild_refcounts": before("Checking archives", 3, 1, 0.1),
  "repository.check": before("Checking segments", 3, 1, 0.1),
  "repository.compact_segments": before("Compacting segments", 3, 0, 1),
  "repository.replay_segments": before("Replaying segments", 3, 0),
  "archive.delete": before("Decrementing references", 3, 0),
  "archive.calc_stats": {
    step: 5,
    text: (value, [name = ""]) => `Calculating statistics for archive ${name} ... ${percent(value, 3, 0)}`,
  },
  "cache.download_chunks": before("Downloading chunk list...", 3, 0),
  "cache.sync": {
    step: 0.1,
    text: (value, [name = ""]) => `${percent(value, 3, 0)} Syncing chunks cache. Processing archive ${name}`,
  },
  prune: before("Pruning archives", 3, 0),
  "upgrade.convert_segments": before("Converting segments", 3, 0),
};

export const STANDARD_PERCENT_FORMAT: PercentFormat = { step: 5, text: (value) => percent(value, 3, 0) };
