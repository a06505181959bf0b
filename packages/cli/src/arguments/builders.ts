import { ArgumentTypeMismatch, ArgumentValueError } from "./argument-errors.ts";
import type { Parameter, ParseWorld, Positional, Switch } from "./parameter.ts";

/** Further properties of a switch. */
export type SwitchTraits = Pick<Switch<unknown>, "once" | "rivals" | "group" | "choices" | "required" | "bareValue">;

/** How the text of a value becomes the value. */
export type Convert<T> = (text: string, world: ParseWorld) => T;

/** An option without value: false until it is met. */
export function flag(flags: readonly string[], help: string, traits: SwitchTraits = {}): Parameter<boolean> {
  return { initial: false, switches: [{ flags, help, ...traits, apply: () => true }] };
}

/** An option that counts how often it is met. */
export function counter(flags: readonly string[], help: string, traits: SwitchTraits = {}): Parameter<number> {
  return { initial: 0, switches: [{ flags, help, ...traits, apply: (count: number) => count + 1 }] };
}

/** An option with a value; the last one counts. */
export function option<T, D>(
  flags: readonly string[],
  metavar: string,
  help: string,
  convert: Convert<T>,
  initial: D,
  traits: SwitchTraits = {},
): Parameter<T | D> {
  const apply = (_current: T | D, text: string, world: ParseWorld): T | D => convert(text, world);
  return { initial, switches: [{ flags, metavar, help, ...traits, apply }] };
}

/** An option that may be given often; all values are kept in order. */
export function list<T>(
  flags: readonly string[],
  metavar: string,
  help: string,
  convert: Convert<T>,
  traits: SwitchTraits = {},
): Parameter<readonly T[]> {
  const apply = (all: readonly T[], text: string, world: ParseWorld): readonly T[] => [...all, convert(text, world)];
  return { initial: [], switches: [{ flags, metavar, help, ...traits, apply }] };
}

/** Puts the switches of all parameters under a heading of the help. */
export function inGroup<P extends Readonly<Record<string, Parameter<unknown>>>>(group: string, parameters: P): P {
  const grouped = Object.entries(parameters).map(([name, parameter]) => [
    name,
    { initial: parameter.initial, switches: parameter.switches.map((one) => ({ ...one, group })) },
  ]);
  return Object.fromEntries(grouped) as P;
}

/** A positional argument that must be there. */
export function requiredWord<T>(metavar: string, help: string, convert: Convert<T>): Positional<T | undefined> {
  return { metavar, arity: "one", help, initial: undefined, collect: ([word = ""], world) => convert(word, world) };
}

/** A positional argument that may be missing; `convert` then gets `missing`, if that is given. */
export function optionalWord<T>(
  metavar: string,
  help: string,
  convert: Convert<T>,
  missing?: string,
): Positional<T | undefined> {
  return {
    metavar,
    arity: "optional",
    help,
    initial: undefined,
    collect: ([word = missing], world) => (word === undefined ? undefined : convert(word, world)),
  };
}

/** All further positional arguments. */
export function words<T>(
  metavar: string,
  help: string,
  convert: Convert<T>,
  traits: Pick<Positional<unknown>, "adds"> = {},
): Positional<readonly T[]> {
  return { metavar, arity: "any", help, initial: [], collect: eachBy(convert), ...traits };
}

/** All further positional arguments, of which there must be one. */
export function someWords<T>(metavar: string, help: string, convert: Convert<T>): Positional<readonly T[]> {
  return { metavar, arity: "some", help, initial: [], collect: eachBy(convert) };
}

/** All that is left of the command line, options included: another program's arguments. */
export function restWords(metavar: string, help: string): Positional<readonly string[]> {
  return { metavar, arity: "rest", help, initial: [], collect: (all) => all };
}

function eachBy<T>(convert: Convert<T>): Positional<readonly T[]>["collect"] {
  return (all, world) => all.map((word) => convert(word, world));
}

export const text: Convert<string> = (value) => value;

/** Python's `int(text)`. */
export const wholeNumber: Convert<number> = (value) => {
  const digits = value.trim();
  if (!/^[-+]?\d+(?:_\d+)*$/.test(digits)) throw new ArgumentTypeMismatch("int");
  return Number(digits.replaceAll("_", ""));
};

/** Modes and masks, base 8. */
export const octalNumber: Convert<number> = (value) => {
  const digits = /^[-+]?(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)$/.exec(value.trim());
  if (digits?.[1] === undefined) throw new ArgumentTypeMismatch("<lambda>");
  const magnitude = Number.parseInt(digits[1].replaceAll("_", ""), 8);
  return value.trim().startsWith("-") ? -magnitude : magnitude;
};

export const positiveNumber: Convert<number> = (value) => {
  const digits = value.trim();
  if (!/^[-+]?\d+(?:_\d+)*$/.test(digits)) throw new ArgumentTypeMismatch("positive_int_validator");
  const number = Number(digits.replaceAll("_", ""));
  if (number <= 0) throw new ArgumentValueError(`A positive integer is required: ${value}`);
  return number;
};

export const pathText: Convert<string> = (value) => {
  if (value === "") throw new ArgumentValueError("Empty strings are not accepted as paths.");
  return value;
};
