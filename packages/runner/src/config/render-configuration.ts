import { stringify } from "yaml";

/** A configuration, or the value of one option, as YAML; ends with a line break. */
export function renderConfiguration(value: unknown): string {
  return stringify(value ?? null, { indent: 4, lineWidth: 0 });
}
