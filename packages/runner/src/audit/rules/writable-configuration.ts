import { dirname } from "node:path";
import type { Finding } from "../../state/index.ts";
import type { AuditSubject } from "../audit-subject.ts";

const [GROUP_MAY_WRITE, ALL_MAY_WRITE, STICKY] = [0o020, 0o002, 0o1000];

/** Configuration files that others may change: their commands run as whoever runs the backup. */
export function writableConfiguration({ configurationPaths, machine }: AuditSubject): readonly Finding[] {
  const folders = configurationPaths.map((path) => dirname(path));
  return [...new Set([...configurationPaths, ...folders])].flatMap((given) => {
    const path = machine.realPath(given) ?? given;
    const facts = machine.look(path);
    if (facts === undefined || (facts.kind === "folder" && (facts.mode & STICKY) !== 0)) return [];
    const byAll = (facts.mode & ALL_MAY_WRITE) !== 0;
    const byGroup = (facts.mode & GROUP_MAY_WRITE) !== 0 && facts.gid !== 0 && facts.gid !== facts.uid;
    if (!byAll && !byGroup) return [];
    return [
      {
        code: "configuration-writable",
        subject: path,
        severity: "error" as const,
        text: `${path} may be changed by ${byAll ? "everybody on this machine" : `the group ${facts.gid}`}, and its commands run as the user of the backup`,
        remedy: `chmod go-w ${path}`,
      },
    ];
  });
}
