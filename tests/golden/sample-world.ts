import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import type { EngineContext } from "@coffer/engine/context";
import { temporaryFolder } from "@coffer/testkit/borg";
import { testContext } from "@coffer/testkit/context";
import type { RecordingReporter } from "@coffer/testkit/context";
import { readSample, SAMPLE_PASSPHRASE } from "@coffer/testkit/spec";

/** A sample repository on disk, and a client of its own that knows the passphrase and says yes. */
export interface SampleWorld {
  readonly repository: string;
  readonly base: string;
  readonly ctx: EngineContext & { readonly reporter: RecordingReporter };
}

export interface SampleWorldOptions {
  readonly workarounds?: readonly string[];
  /** A sample of client state (`.cache`, `.config`) to begin with. */
  readonly client?: string;
}

export function unpackSample(t: TestContext, name: string, options: SampleWorldOptions = {}): SampleWorld {
  const base = temporaryFolder(t);
  unpack(name, base);
  if (options.client !== undefined) unpack(options.client, base);
  const ctx = testContext({
    folders: {
      base,
      config: join(base, ".config/borg"),
      keys: join(base, "keys"),
      security: join(base, ".config/borg/security"),
      cache: join(base, ".cache/borg"),
    },
    passphrases: {
      configured: () => Promise.resolve(SAMPLE_PASSPHRASE),
      prompt: () => Promise.reject(new Error("asked for a passphrase")),
      fresh: () => Promise.resolve(SAMPLE_PASSPHRASE),
    },
    ask: () => Promise.resolve(true),
    workarounds: new Set(options.workarounds),
  });
  return { repository: join(base, "repo"), base, ctx };
}

function unpack(name: string, target: string): void {
  for (const [path, bytes] of readSample(name)) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), bytes);
  }
}
