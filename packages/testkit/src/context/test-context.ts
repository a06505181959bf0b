import { createHash } from "node:crypto";
import { Activity } from "@coffer/engine/context";
import type { EngineContext } from "@coffer/engine/context";
import { FakeClock } from "./fake-clock.ts";
import { RecordingReporter } from "./recording-reporter.ts";

/** A context with nothing behind it; `overrides` put something there. Questions and prompts fail. */
export function testContext<T extends Partial<EngineContext> = object>(
  overrides?: T,
): Omit<EngineContext, "clock" | "reporter"> & { clock: FakeClock; reporter: RecordingReporter } & T {
  const nobody = (): never => {
    throw new Error("nobody to ask in this test");
  };
  return {
    folders: {
      base: "/nowhere",
      config: "/nowhere/config",
      keys: "/nowhere/config/keys",
      security: "/nowhere/config/security",
      cache: "/nowhere/cache",
    },
    identity: { hostid: "testhost@123456789", pid: process.pid },
    clock: new FakeClock(),
    randomBytes: seededRandomBytes("test"),
    passphrases: { configured: () => Promise.resolve(undefined), prompt: nobody, fresh: nobody },
    ask: nobody,
    reporter: new RecordingReporter(),
    activity: new Activity(),
    workarounds: new Set(),
    hostname: "testhost",
    username: "tester",
    cwd: "/nowhere",
    lockWaitSeconds: 1,
    umask: 0o077,
    remoteSettings: nobody,
    threads: 0,
    ...overrides,
  } as ReturnType<typeof testContext<T>>;
}

/** Bytes that look random and are the same for the same seed. */
export function seededRandomBytes(seed: string): (length: number) => Uint8Array {
  let counter = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 64) {
      counter += 1;
      const block = createHash("sha512").update(`${seed}:${counter}`).digest();
      bytes.set(block.subarray(0, Math.min(64, length - at)), at);
    }
    return bytes;
  };
}
