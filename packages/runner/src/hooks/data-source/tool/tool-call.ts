import type { Env } from "../../../system/index.ts";

/** How a tool of a database is called. Nothing in `words` is a secret. */
export interface ToolCall {
  /** Program and arguments; {@link SECRET_PATH} among them is the file that holds `secret`. */
  readonly words: readonly string[];
  /** Variables beside those of the run. */
  readonly env?: Env;
  /** What the tool reads from {@link SECRET_PATH}. */
  readonly secret?: string;
}
