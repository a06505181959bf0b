import type { Machine } from "./machine.ts";

/** A line of /etc/passwd. */
export interface MachineUser {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
}

export function readUsers(machine: Machine): readonly MachineUser[] {
  return (machine.readText("/etc/passwd") ?? "").split("\n").flatMap((line) => {
    const [name = "", , uid = "", , , home = ""] = line.split(":");
    return name === "" || !home.startsWith("/") ? [] : [{ name, uid: Number(uid), home }];
  });
}
