import { findSshPrograms } from "./ssh-server.ts";
import type { SshPrograms } from "./ssh-server.ts";

/** OpenSSH, client and server, or the reason for a skip, which is also printed. */
export function needSsh(): { ssh: SshPrograms; skip: false } | { ssh: undefined; skip: string } {
  const ssh = findSshPrograms();
  if (ssh !== undefined) return { ssh, skip: false };
  const skip = "needs ssh and sshd (apt install openssh-client openssh-server)";
  console.error(`# PEER MISSING: ${skip}`);
  return { ssh: undefined, skip };
}
