import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname as systemHostName, networkInterfaces, userInfo } from "node:os";

/** Host name up to its first dot. */
export function shortHostName(): string {
  return systemHostName().split(".")[0] ?? "";
}

let fullName: string | undefined;

/**
 * Fully qualified name of this host: the canonical name that the system's resolver gives, as `hostname -f` does; the plain
 * name if there is none. Asked for once in a run.
 */
export function fullHostName(): string {
  fullName ??= nameFromHostsFile(systemHostName()) ?? nameFromResolver() ?? systemHostName();
  return fullName;
}

function nameFromHostsFile(name: string): string | undefined {
  let text: string;
  try {
    text = readFileSync("/etc/hosts", "utf8");
  } catch {
    return undefined;
  }
  for (const line of text.split("\n")) {
    const [address, canonical, ...others] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (address === undefined || canonical === undefined) continue;
    if ([canonical, ...others].some((one) => one.toLowerCase() === name.toLowerCase())) return canonical;
  }
  return undefined;
}

function nameFromResolver(): string | undefined {
  const run = spawnSync("hostname", ["-f"], { encoding: "utf8", timeout: 5000, stdio: ["ignore", "pipe", "ignore"] });
  const name = run.status === 0 ? run.stdout.trim() : "";
  return name === "" ? undefined : name;
}

/** Hardware address of the first network interface, as a number: Python's `uuid.getnode()`. */
export function hardwareNumber(): bigint {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, mac } of addresses ?? []) {
      const number = BigInt(`0x${mac.replaceAll(":", "")}`);
      if (family === "IPv4" && number !== 0n) return number;
    }
  }
  // Without one, any number with the multicast bit will do; it makes this run a stranger to all others.
  return (BigInt(Math.floor(Math.random() * 2 ** 47)) << 1n) | (1n << 40n);
}

/** Login name of the user whose rights we have; the number if the system knows no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 0);
  }
}
