/** Where an option stands in the tree: names of options, and numbers of elements, from 0. */
export type OptionPath = readonly (string | number)[];

/**
 * Reads `healthchecks.ping_url` or `repositories[0].path`; dashes count as underscores, as flags have them.
 *
 * @returns Nothing if the text is no such path.
 */
export function parseOptionPath(text: string): OptionPath | undefined {
  const path: (string | number)[] = [];
  for (const part of text.split(".")) {
    const [, name, index] = /^([A-Za-z0-9_-]+)(?:\[(\d{1,6})\])?$/.exec(part) ?? [];
    if (name === undefined) return undefined;
    path.push(name.replaceAll("-", "_"));
    if (index !== undefined) path.push(Number(index));
  }
  return path;
}

/** The path as messages show it. */
export function showOptionPath(path: OptionPath): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${step}`))
    .join("");
}
