/**
 * Does work while the process is in `folder`; afterwards folder and umask are what they were.
 *
 * Only one at a time may do so. What else runs in the process meanwhile must not depend on either: children are started with a folder of
 * their own.
 *
 * @throws {Error} If there is no such folder; nothing has been done.
 */
export async function inFolder<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const [cwd, umask] = [process.cwd(), process.umask()];
  process.chdir(folder);
  try {
    return await work();
  } finally {
    process.chdir(cwd);
    process.umask(umask);
  }
}
