/** What the assistant is going to set up. */
export interface SetupPlan {
  readonly sources: readonly string[];
  readonly repository: string;
  /** Empty for none. */
  readonly label: string;
  readonly encryption: string;
  /** Empty for a mode without encryption. */
  readonly passphrase: string;
  /** Where the passphrase is kept; in the configuration itself when left out. */
  readonly passphrasePath?: string;
  readonly keep: { readonly daily: number; readonly weekly: number; readonly monthly: number };
  /** Ping URL of Healthchecks; empty for none. */
  readonly healthchecks: string;
  /** Where the key is exported to; empty for nowhere. */
  readonly keyPath: string;
  readonly hasFirstBackup: boolean;
  readonly hasSchedule: boolean;
}

/** The plan in words, for a last look before it is carried out. Without secrets. */
export function describePlan(plan: SetupPlan, configurationPath: string): string {
  const { sources, repository, encryption, keep, keyPath } = plan;
  const lines = [
    `configuration: ${configurationPath}`,
    `sources:       ${sources.join(", ")}`,
    `repository:    ${repository} (${encryption})`,
    `keep:          ${keep.daily} daily, ${keep.weekly} weekly, ${keep.monthly} monthly`,
    `key:           ${keyPath === "" ? "not exported" : `exported to ${keyPath}`}`,
    `then:          ${thenOf(plan).join(", ") || "nothing"}`,
  ];
  return lines.map((line) => `  ${line}\n`).join("");
}

function thenOf({ hasFirstBackup, hasSchedule }: SetupPlan): string[] {
  return [...(hasFirstBackup ? ["a first backup"] : []), ...(hasSchedule ? ["a daily timer"] : [])];
}
