/** From least to most severe. `error`: a backup or a restore fails, or would. `warning`: it may, or something promised is not kept. */
export const SEVERITIES = ["info", "warning", "error"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Something that a person should know of and can mend. */
export interface Finding {
  /** What kind of trouble, in kebab-case; stable, so that scripts and acceptances can name it. */
  readonly code: string;
  /** What it is about: a path, an archive, a database. Empty for the repository or configuration as a whole. */
  readonly subject: string;
  readonly severity: Severity;
  /** One sentence with the evidence. */
  readonly text: string;
  /** The exact change or command that mends it; empty where there is none. */
  readonly remedy: string;
}

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
