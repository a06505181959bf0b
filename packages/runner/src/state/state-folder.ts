import type { Configuration } from "../config/index.ts";
import { expandHome, type System } from "../system/index.ts";

/** The folder below which borgmatic keeps its state, and we ours; absolute. It may not exist. */
export function stateFolder({ user_state_directory }: Configuration, system: System): string {
  const { env } = system;
  const folder = user_state_directory || env["XDG_STATE_HOME"] || env["STATE_DIRECTORY"]?.split(":")[0];
  return expandHome(folder || "~/.local/state", system);
}
