/**
 * Ends a process by SIGKILL, or with a negative number the group of that leader.
 *
 * @returns Whether it was still there.
 */
export function killNow(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}
