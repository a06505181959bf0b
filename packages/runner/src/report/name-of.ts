/** What the machine's own entry is called. */
export function nameOf(repository: string): string {
  return repository === "" ? "This machine" : repository;
}
