import { frequencyToMs } from "../../config/index.ts";
import type { Finding } from "../../state/index.ts";
import type { AuditSubject } from "../audit-subject.ts";
import { type Promised, remedyFor, simulateRetention } from "../retention/index.ts";
import { spanText } from "../words.ts";

/** Promises (`audit.promise`) that the retention options do not keep. */
export function brokenPromises({ configuration, nowMs }: AuditSubject): readonly Finding[] {
  return (configuration.audit?.promise ?? []).flatMap(({ reach, every }) => {
    const promised: Promised = { reachMs: frequencyToMs(reach) ?? 0, everyMs: frequencyToMs(every) ?? 0 };
    const kept = simulateRetention(configuration, promised, nowMs);
    if (kept.isKept) return [];
    return [
      {
        code: "promise-broken",
        subject: `${reach} every ${every}`,
        severity: "error" as const,
        text:
          `An archive every ${every} for ${reach} is promised; ` +
          (kept.reachMs < promised.reachMs - promised.everyMs
            ? `archives of the last ${spanText(kept.reachMs)} are kept`
            : `within that time archives are up to ${spanText(kept.gapMs)} apart`),
        remedy: remedyFor(configuration, promised, nowMs),
      },
    ];
  });
}
