/** Points of the checklist that a single command line cannot show, by their names in checklist.ts. */
export const ELSEWHERE: Readonly<Record<string, { readonly tests: readonly string[] }>> = {};
