import type { Finding } from "../state/index.ts";
import type { AuditReport } from "./audit.ts";
import type { Scorecard } from "./scorecard.ts";

/** A report for a terminal. */
export function renderReport({ findings, accepted, scorecard }: AuditReport): string {
  const lines = [
    ...findings.flatMap(findingLines),
    ...accepted.map(
      ({ code, subject, reason, until }) =>
        `accepted  ${[code, subject].join(" ").trim()}: ${reason}${until === undefined ? "" : ` (until ${until})`}`,
    ),
    ...(findings.length === 0 ? ["Nothing was found"] : []),
    "",
    ...scorecardLines(scorecard),
  ];
  return lines.join("\n");
}

function findingLines({ severity, code, subject, text, remedy }: Finding): readonly string[] {
  const head = `${severity.padEnd(8)}  ${[code, subject].join(" ").trim()}`;
  const about = `          ${text}`;
  const fix = remedy.split("\n").map((line, number) => `          ${number === 0 ? "->" : "  "} ${line}`);
  return [head, about, ...(remedy === "" ? [] : fix)];
}

function scorecardLines({ copies, domains, offSite, immutable, lastDrill }: Scorecard): readonly string[] {
  const row = (name: string, value: string): string => `${name.padEnd(16)}${value}`;
  return [
    row("copies", `${copies} with the original (3)`),
    row("places", `${domains.length}: ${domains.join("; ")} (2)`),
    row("elsewhere", `${listOf(offSite)} (1)`),
    row("not deletable", listOf(immutable)),
    row("last drill", lastDrill ?? "never"),
  ];
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : `${names.length}: ${names.join(", ")}`;
}
