import type { RcloneSettings } from "@coffer/engine/context";
import { childEnvironment, type Env } from "../environment/index.ts";
import { BORG_VERSION } from "../version/index.ts";

/** How rclone is run: `COFFER_RCLONE` names the program, the rest of the environment is its own. */
export function rcloneSettings(env: Env): RcloneSettings {
  return { program: env["COFFER_RCLONE"] || "rclone", environment: childEnvironment(env, BORG_VERSION) };
}
