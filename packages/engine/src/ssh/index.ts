/**
 * The way to other machines: `ssh`, as the user has configured it, and files by SFTP.
 *
 * - *command*: `ssh` with its words, or what the user has put in its place. *pipe*: the command, running, and its streams.
 * - *channel*: requests and replies of SFTP. *handle*: a file that the server holds open for us.
 *
 * Knows nothing of repositories. Stands on context and format (rpc for lines, errors).
 *
 * @module
 */
export { CommandPipe } from "./command-pipe.ts";
export type { Outgoing } from "./send-queue.ts";
export { sshCommand } from "./ssh-command.ts";
export type { SshHost } from "./ssh-command.ts";
export { SftpClient } from "./sftp/sftp-client.ts";
export type { SftpEntry, SftpHandle } from "./sftp/replies.ts";
export { isPlainFailure, SftpFormatError } from "./sftp/sftp-error.ts";
