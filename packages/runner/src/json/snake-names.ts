/** A value for `JSON.stringify` whose fields, at any depth, are spelled as those of Borg: `startedMs` is `started_ms`. */
export function withSnakeNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSnakeNames);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      withSnakeNames(field),
    ]),
  );
}
