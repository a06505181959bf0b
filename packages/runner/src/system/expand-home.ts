import { join } from "node:path";
import type { System } from "./system.ts";

/** The path with a leading `~` replaced by the user's home folder. Other users' homes (`~name`) are left as they are. */
export function expandHome(path: string, { home }: Pick<System, "home">): string {
  if (path === "~") return home;
  return path.startsWith("~/") ? join(home, path.slice(2)) : path;
}
