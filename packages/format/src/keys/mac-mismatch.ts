import { IntegrityError } from "../errors/index.ts";

/** An object's MAC does not fit its bytes, or the object is too short to have one: nothing of it was given out. */
export class MacMismatch extends IntegrityError {
  /** Borg's words for the condition alone: `check --verify-data` shows them after the id. */
  readonly reason: string = "MAC Authentication failed";

  /** @param id Hex digits, or "(unknown)". */
  constructor(id: string) {
    super(`Chunk ${id}: Could not decrypt [MAC Authentication failed]`);
  }
}
