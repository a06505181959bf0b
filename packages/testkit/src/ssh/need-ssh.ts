import { existsSync } from "node:fs";
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

/** Where distributions keep the program behind sshd. */
const SFTP_SERVERS = ["/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/lib/ssh/sftp-server"];

/** OpenSSH's `sftp-server`, or the reason for a skip, which is also printed. */
export function needSftpServer(): { sftpServer: string; skip: false } | { sftpServer: undefined; skip: string } {
  const sftpServer = SFTP_SERVERS.find((path) => existsSync(path));
  if (sftpServer !== undefined) return { sftpServer, skip: false };
  const skip = "needs sftp-server (apt install openssh-sftp-server)";
  console.error(`# PEER MISSING: ${skip}`);
  return { sftpServer: undefined, skip };
}
