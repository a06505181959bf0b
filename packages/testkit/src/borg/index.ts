/**
 * Drivers of the programs under test: the real borg 1.1, 1.2 and 1.4, and coffer itself, each with isolated folders.
 *
 * A *program* is an executable that speaks Borg's command line. A *client* is a home with its own configuration, cache and
 * security folders; any program may run as any client, which is how tests switch between borg and coffer.
 *
 * Stands on `run`.
 *
 * @module
 */
export { checkRepositories } from "./check-repositories.ts";
export { cacheFolder, coffer, findBorg11, findBorgs, theBorgs } from "./programs.ts";
export type { Borgs, Program } from "./programs.ts";
export { Client } from "./client.ts";
export type { CallOptions, ClientOptions } from "./client.ts";
export { pythonOf } from "./python-of.ts";
export { RealParser } from "./real-parser.ts";
export type { RealCommand, RealSwitch, Understood } from "./real-parser.ts";
export { temporaryFolder } from "./temporary-folder.ts";
