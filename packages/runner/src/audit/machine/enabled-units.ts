import type { Machine } from "./machine.ts";

/** Where systemd looks for units of the machine; the first that has one counts. */
export const UNIT_FOLDERS = [
  "/etc/systemd/system",
  "/run/systemd/system",
  "/usr/local/lib/systemd/system",
  "/usr/lib/systemd/system",
  "/lib/systemd/system",
] as const;

/** A unit that starts by itself. */
export interface EnabledUnit {
  /** `grafana-server.service`. */
  readonly name: string;
  /** Its file, with those that amend it. */
  readonly text: string;
}

/**
 * The units that some other unit of `folders` wants or needs, which is what `systemctl enable` arranges.
 *
 * @param folders Highest priority first.
 */
export function enabledUnits(machine: Machine, folders: readonly string[] = UNIT_FOLDERS): readonly EnabledUnit[] {
  const names = new Set<string>();
  for (const folder of folders) {
    for (const { name, kind } of machine.names(folder)) {
      if (kind !== "folder" || !/\.(?:wants|requires)$/.test(name)) continue;
      for (const unit of machine.names(`${folder}/${name}`)) names.add(unit.name);
    }
  }
  return [...names].toSorted().map((name) => ({ name, text: unitText(name, folders, machine) }));
}

/** The text of a unit, whether it is enabled or not; empty if there is none. */
function unitText(name: string, folders: readonly string[], machine: Machine): string {
  // an instance (`getty@tty1`) has the file of its template
  const names = [name, name.replace(/@[^.]*\./, "@.")];
  const main = folders.flatMap((folder) => names.map((each) => machine.readText(`${folder}/${each}`))).find(isText);
  const amendments = folders.flatMap((folder) =>
    machine.names(`${folder}/${name}.d`).map((file) => machine.readText(`${folder}/${name}.d/${file.name}`)),
  );
  return [main, ...amendments].filter(isText).join("\n");
}

function isText(text: string | undefined): text is string {
  return text !== undefined;
}
