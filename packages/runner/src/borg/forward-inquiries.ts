import type { ChildProcess } from "node:child_process";

/** By these Borg says which file it is at, and what it waits for; it goes on. */
const INQUIRIES = ["SIGUSR1", "SIGUSR2"] as const;

/** Passes on to a child what this process is asked, until it has ended. Each other signal has its own way. */
export function forwardInquiries(child: ChildProcess): void {
  for (const name of INQUIRIES) {
    const forward = (): void => void child.kill(name);
    process.on(name, forward);
    child.once("exit", () => process.off(name, forward));
  }
}
