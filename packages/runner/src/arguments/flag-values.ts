import type { AnyFlag } from "./flag.ts";
import { UsageError } from "./usage-error.ts";

/** Fields of an action as they fill up. */
export type FieldValues = Record<string, unknown>;

/**
 * Puts a flag that was given into the fields of its action.
 *
 * @param value Nothing for a flag without one.
 * @throws {UsageError} If the value is not as it should be.
 */
export function setField(fields: FieldValues, flag: AnyFlag, value: string | undefined): void {
  switch (flag.kind) {
    case "switch":
      fields[flag.field] = true;
      return;
    case "count":
      fields[flag.field] = Number(fields[flag.field] ?? 0) + 1;
      return;
    case "text":
      fields[flag.field] = value;
      return;
    case "texts":
      if (flag.choices !== undefined && !flag.choices.includes(value ?? "")) {
        throw new UsageError(`argument ${flag.names.join("/")}: choose from ${flag.choices.join(", ")}`, 2);
      }
      fields[flag.field] = [...((fields[flag.field] as string[] | undefined) ?? []), value];
      return;
    case "number":
      fields[flag.field] = wholeNumber(flag, value);
      return;
    case "strip":
      fields[flag.field] = value === "all" ? value : wholeNumber(flag, value);
      return;
    case "unusable":
      throw new UsageError(`${flag.names.at(-1)} needs Borg 2, which this program does not drive`);
    case "option":
      // sets the configuration, not the action
      return;
  }
}

/** Fills in defaults, and complains of what is missing. */
export function completeFields(fields: FieldValues, flags: readonly AnyFlag[]): void {
  const missing: string[] = [];
  for (const flag of flags) {
    if (!("field" in flag) || Object.hasOwn(fields, flag.field)) continue;
    if (flag.kind === "text" && flag.default !== undefined) fields[flag.field] = flag.default;
    else if ("required" in flag && flag.required) missing.push(flag.names.join("/"));
  }
  if (missing.length > 0) throw new UsageError(`the following arguments are required: ${missing.join(", ")}`, 2);
}

function wholeNumber(flag: AnyFlag, value: string | undefined): number {
  if (value === undefined || !/^\s*[+-]?\d+\s*$/.test(value)) {
    throw new UsageError(`argument ${flag.names.join("/")}: not a whole number: ${value ?? ""}`, 2);
  }
  return Number(value);
}
