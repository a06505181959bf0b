import { ActionError } from "./action-error.ts";

/** @throws {ActionError} Always: only Borg 2 copies archives between repositories. */
export async function transfer(): Promise<never> {
  throw new ActionError(
    "transfer belongs to Borg 2. With Borg 1, make the new repository and back up to it, or copy archives with " +
      "export-tar and `borg import-tar`",
  );
}
