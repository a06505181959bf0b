/** Variables of an environment. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The machine as a run sees it. */
export interface System {
  readonly env: Env;
  /** Folder that the program was started in, absolute. */
  readonly cwd: string;
  /** The user's home folder, absolute. */
  readonly home: string;
  /** Milliseconds since 1970. */
  nowMs(): number;
  sleep(ms: number): Promise<void>;
}
