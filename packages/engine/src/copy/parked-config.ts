const HEADING = "[repository]";
const PARKED_HEADING = "[incomplete copy of a repository]";

/** A config under another heading: everything is still there, and neither Borg nor we open it as a repository. */
export function parkConfig(text: string): string {
  return text.replace(HEADING, PARKED_HEADING);
}

export function isParked(text: string): boolean {
  return text.includes(PARKED_HEADING);
}

/** The inverse of {@link parkConfig}; a config that is not parked stays as it is. */
export function unparkConfig(text: string): string {
  return text.replace(PARKED_HEADING, HEADING);
}
