import type { Finding } from "../../state/index.ts";
import { type AuditSubject, nameOf } from "../audit-subject.ts";

/** Repositories that could not be asked: nothing can be said of them, and nothing backed up to them. */
export function unreachableRepositories({ repositories }: AuditSubject): readonly Finding[] {
  return repositories.flatMap(({ options, trouble }) =>
    trouble === undefined
      ? []
      : [
          {
            code: "repository-unreachable",
            subject: nameOf(options),
            severity: "error" as const,
            text: `${nameOf(options)} cannot be opened: ${trouble}`,
            remedy: `coffermatic repo-info --repository ${nameOf(options)}`,
          },
        ],
  );
}
