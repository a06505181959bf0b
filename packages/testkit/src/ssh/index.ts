/**
 * A real `sshd` on the loopback address, started by the test for itself, and a slow line to put before it.
 *
 * A *server* has a port, host key and configuration of its own and lets in only the keys that it has made; nothing of the machine's own
 * ssh configuration is read or written. A *key* stands for one way in: any command, or one forced command. A *line* is a TCP
 * proxy with delay and limited rate.
 *
 * Stands on `run` and `rpc-server`.
 *
 * @module
 */
export { needSftpServer, needSsh } from "./need-ssh.ts";
export { SftpHost } from "./sftp-host.ts";
export { findSshPrograms, SshServer } from "./ssh-server.ts";
export type { SshKey, SshPrograms } from "./ssh-server.ts";
export { SlowLine } from "./slow-line.ts";
export type { LineOptions } from "./slow-line.ts";
