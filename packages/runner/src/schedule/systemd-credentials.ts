/** Names of the encrypted credentials of systemd that a configuration asks for by `{credential systemd NAME}`, each once. */
export function systemdCredentials(configuration: unknown): string[] {
  const names = new Set<string>();
  collect(configuration, names);
  return [...names].toSorted();
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value === "string") {
    const name = /^\{credential systemd (\S+)\}$/.exec(value)?.[1];
    if (name !== undefined) names.add(name);
  } else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) collect(part, names);
  }
}
