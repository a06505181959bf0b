import type { Mismatch } from "@coffer/engine/commands";
import type { Finding } from "../state/index.ts";

/** Findings of one code that are kept one by one; the rest is counted. */
const EACH_MAX = 100;

/** Collects what a drill finds. */
export class DrillFindings {
  readonly #found: Finding[] = [];
  readonly #counts = new Map<string, number>();

  add(finding: Finding): void {
    const count = (this.#counts.get(finding.code) ?? 0) + 1;
    this.#counts.set(finding.code, count);
    if (count <= EACH_MAX) this.#found.push(finding);
  }

  error(code: string, subject: string, text: string, remedy: string = ""): void {
    this.add({ code, subject, severity: "error", text, remedy });
  }

  warn(code: string, subject: string, text: string, remedy: string = ""): void {
    this.add({ code, subject, severity: "warning", text, remedy });
  }

  /** All that was found; of what was found too often a sum at the end. */
  list(): readonly Finding[] {
    const sums = [...this.#counts]
      .filter(([, count]) => count > EACH_MAX)
      .map(([code, count]): Finding => {
        const { severity } = this.#found.find((finding) => finding.code === code) as Finding;
        return { code, subject: "", severity, text: `${count - EACH_MAX} more of this kind`, remedy: "" };
      });
    return [...this.#found, ...sums];
  }
}

/** What a mismatch between file and archive means. */
export function findingOf({ path, kind, detail, side }: Mismatch, archive: string): Finding {
  const more = detail === "" ? "" : `: ${detail}`;
  if (side === "source") {
    const isRotten = kind === "content";
    return {
      code: isRotten ? "source-rotten" : "source-unreadable",
      subject: `/${path}`,
      severity: "error",
      text: isRotten ? `The disk has changed this file${more}` : `This file cannot be read any more${more}`,
      remedy: `Look at the disk; the archive has the file as it was: coffermatic extract --archive ${archive} --path ${path}`,
    };
  }
  if (kind === "missing") {
    return { code: "file-missing", subject: path, severity: "error", text: "This was not restored", remedy: "" };
  }
  const isContent = kind === "content" || kind === "unreadable" || kind === "type" || kind === "repaired with zeros";
  return {
    code: isContent ? "content-differs" : "metadata-differs",
    subject: `${path} (${kind})`,
    severity: "error",
    text: `What was restored is not what the archive holds${more}`,
    remedy: kind === "repaired with zeros" ? "borg check --repair looks for the lost chunks again" : "",
  };
}
