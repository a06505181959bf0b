/** What a repository asks of its lock; a `FileLock` is one. */
export interface RepositoryLock {
  /** Whether we hold it exclusively, and still do. */
  isExclusive(): Promise<boolean>;
  /** @throws {LockTimeout} The lock is as before then. */
  upgrade(): Promise<void>;
  release(): Promise<void>;
}
