import type { WorldName } from "./worlds.ts";

/** What is compared of one case. `files`, `home` and `repositories` are the state that the lines leave. */
export const FACETS = ["code", "stdout", "stderr", "files", "home", "repositories"] as const;
export type Facet = (typeof FACETS)[number];

/** A difference on purpose. One that is not met any more fails as well. */
export interface Difference {
  readonly in: readonly Facet[];
  readonly reason: string;
  /** What these facets of our side, one after the other, must hold, so that a difference is no hole. */
  readonly ours?: RegExp;
  /** The same of borg's side, where the reason is what borg does. */
  readonly theirs?: RegExp;
}

/** Command lines that the real borg and coffer run on twin scenes. */
export interface Case {
  /**
   * Run in turn, below the scene's folder. `create repo::new source` is a command line of the program, without its name; words may
   * be quoted as in a shell. `$ ls | wc -l` is for the shell, which knows the program as `borg`.
   */
  readonly run: string | readonly string[];
  /** What the lines do not say of themselves; part of the test's name. */
  readonly about?: string;
  /** Default: that of the table. */
  readonly world?: WorldName;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input of each line; default: empty. */
  readonly input?: string;
  /** Shell script that readies the scene. */
  readonly prepare?: string;
  readonly needs?: "root" | "fuse";
  /** Takes out of a facet, on both sides, what is not certain in this case. */
  readonly sieve?: Partial<Readonly<Record<Facet, (text: string) => string>>>;
  readonly differs?: Difference;
}

/** The cases of one command or theme. */
export interface CaseTable {
  readonly name: string;
  /** Default `archives`. */
  readonly world?: WorldName;
  readonly cases: readonly Case[];
}

export function linesOf(one: Case): readonly string[] {
  return typeof one.run === "string" ? [one.run] : one.run;
}

export function nameOf(one: Case): string {
  const lines = linesOf(one).join("; ");
  const env = Object.entries(one.env ?? {}).map(([name, value]) => `${name}=${value} `);
  return `${env.join("")}${lines}${one.world === undefined ? "" : ` [${one.world}]`}${one.about === undefined ? "" : ` (${one.about})`}`;
}
