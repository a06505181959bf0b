const DAY_MS = 86_400_000;
const ID = /\b[0-9a-f]{64}\b/g;

export interface MaskOptions {
  /** Folder of both sides: `b` and `c` in it, and the scenes in these, are one and the same. */
  readonly root: string;
  /** Words like ids that were there before, and so must be equal on both sides. */
  readonly known: ReadonlySet<string>;
}

/**
 * Takes out of a text what differs between any two runs: the scene's path, new ids (numbered in order of appearance, so that
 * confusing two of them is noticed), times of today, durations, process ids; and the lines of Python's traces.
 */
export function maskText(text: string, options: MaskOptions): string {
  const ids = new Map<string, string>();
  const maskId = (id: string): string => {
    if (options.known.has(id)) return id;
    const mask = ids.get(id) ?? `<id ${ids.size + 1}>`;
    ids.set(id, mask);
    return mask;
  };
  return text
    .replaceAll(`${options.root}/b`, "<scene>")
    .replaceAll(`${options.root}/c`, "<scene>")
    .replaceAll(/<scene>\/s\d+\b/g, "<scene>")
    .replaceAll(ID, maskId)
    .replaceAll(
      /(?:[A-Z][a-z]{2}, )?\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?/g,
      (all, date: string, time: string) => (isToday(Date.parse(`${date}T${time}Z`)) ? "<now>" : all),
    )
    .replaceAll(/\b\d{19}\b/g, (all) => (isToday(Number(BigInt(all) / 1_000_000n)) ? "<now>" : all))
    .replaceAll(/\b\d{10}(?:\.\d+)?\b/g, (all) => (isToday(Number(all) * 1000) ? "<now>" : all))
    .replaceAll(/\b\d+\.\d+ seconds\b/g, "<duration>")
    .replaceAll(/("(?:duration|time)": )\d+(?:\.\d+)?(?:e-\d+)?/g, "$1<duration>")
    .replaceAll(/[\w.-]+@\d+\.\d+-\d+/g, "<lock owner>")
    .replaceAll(/\bPID: \d+/g, "PID: <pid>")
    .replaceAll(/(?:^ {2}File .*\n(?: {4}.*\n)*)+/gm, "  <trace>\n");
}

/** All words of a text that look like ids. */
export function idsIn(text: string): Set<string> {
  return new Set(text.match(ID));
}

function isToday(milliseconds: number): boolean {
  return Math.abs(milliseconds - Date.now()) < DAY_MS;
}

/** Steps of a progress display, each once, sorted: when a step is shown, and how often, is a matter of time. */
export function progressSteps(text: string): string {
  const steps = text
    .split(/[\r\n]+| {3,}/)
    .filter((step) => step !== "...")
    .map((step) =>
      step
        .replace(/\.\.\.$/, "")
        .trim()
        .replaceAll(/\b\d+(?:\.\d+)?/g, "#"),
    );
  return [...new Set(steps)].sort().join("\n");
}
