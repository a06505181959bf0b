import type { Finding } from "../../state/index.ts";
import type { AuditSubject } from "../audit-subject.ts";
import type { SourceRoot } from "../coverage/index.ts";

/** Sources of which an archive takes nothing: they are missing, are links, or a pattern hides them as a whole. */
export function hiddenSources(subject: AuditSubject): readonly Finding[] {
  const { coverage, configuration } = subject;
  if (coverage.roots.length === 0 && !dumpsSomething(configuration)) {
    return [
      {
        code: "no-sources",
        subject: "",
        severity: "error",
        text: "The configuration names nothing to back up",
        remedy: "source_directories:\n    - /etc\n    - /home",
      },
    ];
  }
  return coverage.roots.flatMap((root) => hiddenRoot(root, subject) ?? []);
}

function hiddenRoot(root: SourceRoot, { coverage, machine, configuration }: AuditSubject): Finding | undefined {
  const subject = root.path;
  const facts = machine.look(subject);
  if (facts === undefined) {
    const goesOn = configuration.source_directories_must_exist === false;
    return {
      code: "source-missing",
      subject,
      severity: goesOn ? "warning" : "error",
      text: `The source ${subject} does not exist${goesOn ? " and is left out silently" : ": no archive can be made"}`,
      remedy: `take ${root.given} out of source_directories, or mount what belongs there`,
    };
  }
  if (facts.kind === "link") {
    const target = machine.realPath(subject);
    if (target !== undefined && coverage.at(target).state === "covered") return undefined;
    return {
      code: "source-is-link",
      subject,
      severity: "error",
      text: `The source ${subject} is a symbolic link: the archive gets the link, and nothing of ${target ?? "what it should lead to"}`,
      remedy: target === undefined ? `mend the link ${subject}` : `source_directories:\n    - ${target}`,
    };
  }
  const found = root.real === undefined ? undefined : coverage.below(root, root.real);
  if (found?.state !== "excluded") return undefined;
  return {
    code: "source-hidden",
    subject,
    severity: "error",
    text: `Nothing of the source ${subject} is backed up: ${found.because}`,
    remedy: `take that out of the configuration, or ${root.given} out of source_directories`,
  };
}

function dumpsSomething(configuration: AuditSubject["configuration"]): boolean {
  return Object.entries(configuration).some(([name, value]) => name.endsWith("_databases") && value !== undefined);
}
