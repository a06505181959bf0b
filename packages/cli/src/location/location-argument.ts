import { PlaceholderSyntaxError } from "@coffer/format/patterns";
import { ArgumentValueError, type Convert } from "../arguments/index.ts";
import { LocationSyntaxError, type Location, parseLocation } from "./location.ts";

/** Whether an archive must (`required`), may (`allowed`) or must not (`refused`) be named. */
export type ArchivePart = "required" | "allowed" | "refused";

/** A positional argument that is a location; `unserved`: of a repository that no Borg on another machine is asked for. */
export function locationArgument(archive: ArchivePart, place?: "unserved"): Convert<Location> {
  return (text, world) => {
    let location: Location;
    try {
      location = parseLocation(text, world);
    } catch (error) {
      if (error instanceof LocationSyntaxError || error instanceof PlaceholderSyntaxError) {
        throw new ArgumentValueError(error.message);
      }
      throw error;
    }
    if (archive === "required" && location.archive === undefined) {
      throw new ArgumentValueError(`"${text}": No archive specified`);
    }
    if (archive === "refused" && location.archive !== undefined) {
      throw new ArgumentValueError(`"${text}": No archive can be specified`);
    }
    if (place === "unserved" && location.proto === "ssh") {
      throw new ArgumentValueError(`"${text}": Repository must be local`);
    }
    return location;
  };
}

/** A positional argument that is an archive name alone. */
export const archiveNameArgument: Convert<string> = (text, world) => {
  const name = world.fillPlaceholders(text);
  if (name === "" || name.includes("/") || name.includes("::")) {
    throw new ArgumentValueError(`Invalid archive name: "${name}"`);
  }
  return name;
};
