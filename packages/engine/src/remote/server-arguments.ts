import type { MsgpackValue } from "@coffer/format/bytes";
import { bytesToText } from "@coffer/format/bytes";
import { OBJECT_ID_SIZE } from "@coffer/format/segment";

/** Makes an argument of what the client has sent for it; `undefined`: nothing. @throws {TypeError} Saying what it must be. */
type ReadArgument<T> = (value: MsgpackValue | undefined) => T;

/** The parameters of a method by their names. */
export type Parameters = Readonly<Record<string, ReadArgument<unknown>>>;
export type ArgumentsOf<P extends Parameters> = { readonly [Name in keyof P]: ReturnType<P[Name]> };

/**
 * Takes what the method knows from the arguments that were sent; others are dropped: newer clients send more.
 *
 * @throws {TypeError} If one is missing or not of its kind.
 */
export function readArguments<P extends Parameters>(
  method: string,
  parameters: P,
  args: ReadonlyMap<string, MsgpackValue>,
): ArgumentsOf<P> {
  const values: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(parameters)) {
    try {
      values[name] = read(args.get(name));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new TypeError(`${method}(): ${name} ${error.message}`, { cause: error });
    }
  }
  // Each name has got what its own function returned.
  return values as ArgumentsOf<P>;
}

/** The id of an object. A view of the message. */
export const objectId: ReadArgument<Uint8Array> = (value) => {
  if (value instanceof Uint8Array && value.length === OBJECT_ID_SIZE) return value;
  throw new TypeError(`must be ${OBJECT_ID_SIZE} bytes`);
};

/** Bytes. A view of the message. */
export const raw: ReadArgument<Uint8Array> = (value) => {
  if (value instanceof Uint8Array) return value;
  throw new TypeError("must be bytes");
};

/** Text in surrogateescape form. */
export const text: ReadArgument<string> = (value) => bytesToText(raw(value));

/** A number that is no NaN and not infinite. */
export const finite: ReadArgument<number> = (value) => {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TypeError("must be a number");
};

/** An integer of at most 64 bits that is not negative. */
export const nonce: ReadArgument<bigint> = (value) => {
  if (typeof value === "bigint" && value >= 0n) return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  throw new TypeError("must be an integer, not negative");
};

export const anything: ReadArgument<MsgpackValue | undefined> = (value) => value;

export function flag(initial: boolean): ReadArgument<boolean> {
  return (value = initial) => {
    if (typeof value === "boolean") return value;
    throw new TypeError("must be a bool");
  };
}

/** An argument that may be missing or nil. */
export function optional<T>(read: ReadArgument<T>): ReadArgument<T | undefined> {
  return (value) => (value === undefined || value === null ? undefined : read(value));
}
