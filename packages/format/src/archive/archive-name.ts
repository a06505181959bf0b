/**
 * Whether an archive may be called so: not empty, no `/`, no `::`, nothing before or after that a location would hide.
 *
 * Borg 1.x forbids no more than that.
 */
export function isArchiveName(name: string): boolean {
  return name !== "" && !name.includes("/") && !name.includes("::");
}

/** Name of the `number`th (from 0) archive that a checkpoint of `name` is kept under. */
export function checkpointName(name: string, number: number): string {
  return `${name}.checkpoint${number === 0 ? "" : `.${number}`}`;
}

/** Whether Borg wrote this archive as a checkpoint of an unfinished one. */
export function isCheckpointName(name: string): boolean {
  return /\.checkpoint(\.\d+)?$/.test(name);
}

/** The first name for checkpoints that is not taken by what an earlier run left. */
export function freeCheckpointName(archive: string, isTaken: (name: string) => boolean): string {
  for (let number = 0; ; number++) {
    const name = checkpointName(archive, number);
    if (!isTaken(name)) return name;
  }
}
