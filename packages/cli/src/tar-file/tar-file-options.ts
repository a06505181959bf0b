import type { Env, Streams } from "../environment/index.ts";
import type { Logger } from "../log/index.ts";

/** A tar file as the command line names it. */
export interface TarFileOptions {
  /** As given; `-` is standard output or input. */
  readonly path: string;
  /** Command line of a program, or `auto`: what the name of the file asks for. */
  readonly filter: string;
  readonly streams: Streams;
  readonly logger: Logger;
  readonly env: Env;
}
