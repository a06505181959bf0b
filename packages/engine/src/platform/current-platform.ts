import { linuxPlatform } from "./linux/index.ts";
import type { Platform } from "./platform.ts";
import { portablePlatform } from "./portable/index.ts";

let current: Platform | undefined;

/** The platform of this process. The first call loads the C library (about 10 ms on Linux); later ones are free. */
export function platform(): Platform {
  current ??= process.platform === "linux" ? linuxPlatform() : portablePlatform();
  return current;
}
