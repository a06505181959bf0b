import type { Finding } from "../../state/index.ts";
import type { AuditSubject } from "../audit-subject.ts";

/** Looks at one thing, and tells what is wrong with it. */
export type Rule = (subject: AuditSubject) => readonly Finding[];
