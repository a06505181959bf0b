/**
 * The machine that is audited, as far as files tell of it: what is mounted where, on which disks, who has a home, which units are enabled.
 *
 * Everything is read below a *root*, which is `/` but in tests: those hand in prepared trees.
 *
 * @module
 */
export { diskNames } from "./disks.ts";
export { enabledUnits, UNIT_FOLDERS } from "./enabled-units.ts";
export type { EnabledUnit } from "./enabled-units.ts";
export type { FileFacts, FileKind, Machine, NamedFile } from "./machine.ts";
export { mountOf, readMounts } from "./mounts.ts";
export type { Mount } from "./mounts.ts";
export { isBelow } from "./paths.ts";
export { RootedMachine } from "./rooted-machine.ts";
export { readUsers } from "./users.ts";
export type { MachineUser } from "./users.ts";
