import { compileShellPattern } from "@coffer/format/patterns";
import type { DumpRecord } from "../dumps/dump-record.ts";

/** What is said of a dump; what is left out may be anything. */
export type DumpQuery = { readonly [Field in keyof DumpRecord]?: DumpRecord[Field] | undefined };

/**
 * Whether a dump is one that the query means. Names may be globs on either side. A label that both have stands for host, port and
 * container.
 *
 * @param defaultPort Port that is meant when none is said.
 */
export function dumpMatches(query: DumpQuery, dump: DumpRecord, defaultPort: number | null = null): boolean {
  if (query.hook_name !== undefined && query.hook_name !== dump.hook_name) return false;
  if (query.data_source_name !== undefined && !namesMatch(query.data_source_name, dump.data_source_name)) return false;
  if (query.label !== undefined && query.label !== null && query.label === dump.label) return true;
  const ports = [query.port ?? defaultPort, dump.port ?? defaultPort];
  return (
    (query.label === undefined || query.label === dump.label) &&
    (query.hostname === undefined || query.hostname === dump.hostname) &&
    (query.container === undefined || query.container === dump.container) &&
    (query.port === undefined || ports[0] === ports[1])
  );
}

function namesMatch(first: string, second: string): boolean {
  return first === second || fits(first, second) || fits(second, first);
}

function fits(name: string, pattern: string): boolean {
  return /[*?[]/.test(pattern) && compileShellPattern(pattern)(name);
}
