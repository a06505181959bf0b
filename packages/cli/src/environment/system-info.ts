import { hostname, machine, release, type, version } from "node:os";
import { reprText, reprTexts } from "../text/index.ts";
import { BORG_VERSION, COFFER_VERSION } from "../version/index.ts";

/** What a report of a fault needs besides the message; empty if BORG_SHOW_SYSINFO=no. */
export function systemInfo(env: Readonly<Record<string, string | undefined>>, commandLine: readonly string[]): string {
  if (env["BORG_SHOW_SYSINFO"]?.toLowerCase() === "no") return "";
  const ssh = env["SSH_ORIGINAL_COMMAND"];
  return [
    `Platform: ${type()} ${hostname()} ${release()} ${version()} ${machine()}`,
    `Borg: ${BORG_VERSION} (Coffer ${COFFER_VERSION})  Python: none  Node: ${process.versions.node}`,
    `PID: ${process.pid}  CWD: ${currentFolder()}`,
    `sys.argv: ${reprTexts(commandLine)}`,
    `SSH_ORIGINAL_COMMAND: ${ssh === undefined ? "None" : reprText(ssh)}`,
    "",
  ].join("\n");
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return "(deleted)";
  }
}
