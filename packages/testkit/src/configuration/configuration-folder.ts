import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { System } from "@coffer/runner/system";

/** A folder of configuration files, and a machine that was started in it. */
export class ConfigurationFolder {
  /** Absolute, without links. */
  readonly path: string;

  /** @param files Texts by name. */
  constructor(files: Readonly<Record<string, string>> = {}) {
    this.path = realpathSync(mkdtempSync(join(tmpdir(), "configuration-")));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  /** Writes a file, with the folders above it. */
  write(name: string, text: string | Uint8Array): string {
    const path = this.file(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** The path of a file in it. */
  file(name: string): string {
    return join(this.path, name);
  }

  /** Its home folder is `home` below this one, so that nothing of the real machine is found. */
  system(env: System["env"] = {}): System {
    return {
      env,
      cwd: this.path,
      home: this.file("home"),
      nowMs: () => 0,
      sleep: () => Promise.resolve(),
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
