import { fromHex } from "@coffer/format/bytes";
import { CommandError } from "@coffer/format/errors";

const ID_SIZE = 32;

/** The id that the user typed. @throws {CommandError} If it is none. */
export function parseObjectId(hex: string): Uint8Array {
  const fail = (reason: string): never => {
    throw new CommandError(`object id ${hex} is invalid [${reason}].`);
  };
  let id: Uint8Array;
  try {
    id = fromHex(hex);
  } catch (error) {
    if (error instanceof RangeError) return fail(error.message);
    throw error;
  }
  if (id.length === ID_SIZE) return id;
  return fail(`Expected ${ID_SIZE} bytes (${2 * ID_SIZE} hex digits), got ${id.length} bytes.`);
}

/** As {@link parseObjectId}, where one wrong id does not stop the others. */
export function tryObjectId(hex: string): Uint8Array | undefined {
  try {
    return parseObjectId(hex);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}
