import type { RepositoryLock } from "@coffer/engine/repository";

/** The lock of a repository in memory, which tests may break. */
export interface MemoryLock extends RepositoryLock {
  isBroken: boolean;
  isReleased: boolean;
}

/** A lock that nobody contends for. */
export function memoryLock(): MemoryLock {
  const lock: MemoryLock = {
    isBroken: false,
    isReleased: false,
    isExclusive: () => Promise.resolve(!lock.isBroken),
    upgrade: () => Promise.resolve(),
    release: () => {
      lock.isReleased = true;
      return Promise.resolve();
    },
  };
  return lock;
}
