import type { Origin } from "./node.ts";
import type { Problem } from "./problem.ts";

/** What the steps from file to configuration have to say. A step that finds a problem goes on as well as it can. */
export class Report {
  readonly problems: Problem[] = [];
  /** One line each, beginning with the place. */
  readonly warnings: string[] = [];

  problem(origin: Origin, option: string, message: string): void {
    this.problems.push({ origin, option, message });
  }

  warn(origin: Origin, message: string): void {
    this.warnings.push(`${origin}: ${message}`);
  }
}
