import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import type { Configuration } from "../../config/index.ts";
import type { AuditedRepository, AuditSubject } from "../audit-subject.ts";
import { SourceCoverage } from "../coverage/index.ts";
import { readMounts, RootedMachine } from "../machine/index.ts";
import { repositoryPlace } from "../repository-place.ts";

/** When audits of tests happen. */
export const NOW_MS: number = Date.UTC(2026, 10, 23);
export const DAY_MS = 86_400_000;

/** What a test says of its subject; lines are those of a pattern file. */
export interface PreparedSubject {
  readonly configuration?: Partial<Configuration>;
  readonly lines?: readonly string[];
  readonly configurationPaths?: readonly string[];
  /** What is known of the repositories, in their order. */
  readonly known?: readonly Partial<AuditedRepository>[];
}

/** For tests: a tree that stands for a whole machine, gone after the test. */
export class PreparedMachine {
  readonly root: string;
  readonly machine: RootedMachine;
  #mounts = "";

  /** @param files Texts by path; all of them are older than a year. */
  constructor(t: Pick<TestContext, "after">, files: Readonly<Record<string, string>> = {}) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "coffer-audit-")));
    this.machine = new RootedMachine(this.root);
    t.after(() => rmSync(this.root, { recursive: true, force: true }));
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** @param changedMs When it was changed; milliseconds since 1970. */
  write(path: string, text: string = "text\n", mode: number = 0o600, changedMs: number = NOW_MS - 400 * DAY_MS): this {
    const place = join(this.root, path);
    mkdirSync(dirname(place), { recursive: true, mode: 0o755 });
    writeFileSync(place, text);
    chmodSync(place, mode);
    utimesSync(place, changedMs / 1000, changedMs / 1000);
    return this;
  }

  link(path: string, target: string): this {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    symlinkSync(target, join(this.root, path));
    return this;
  }

  /** Mounts a partition of a disk. Its device number is made of its name. */
  mount(mountPoint: string, partition: string, type: string = "ext4"): this {
    const device = `8:${Array.from(partition).reduce((sum, char) => sum * 7 + (char.codePointAt(0) ?? 0), 0) % 1000}`;
    this.#mounts += `1 1 ${device} / ${mountPoint} rw - ${type} /dev/${partition} rw\n`;
    this.write("/proc/self/mountinfo", this.#mounts);
    const disk = partition.replace(/\d+$/, "");
    this.write(`/sys/devices/block/${disk}/${partition}/partition`, "1\n");
    return this.link(`/sys/dev/block/${device}`, `../../devices/block/${disk}/${partition}`);
  }

  subject(prepared: PreparedSubject): AuditSubject {
    const { configuration = {}, lines = [], configurationPaths = [], known = [] } = prepared;
    const { machine } = this;
    const [mounts, workingDirectory] = [readMounts(machine), "/"];
    const whole: Configuration = { repositories: [{ path: "/backup/repository", label: "one" }], ...configuration };
    const coverage = new SourceCoverage({ configuration: whole, lines, workingDirectory, machine, mounts });
    return {
      ...{ machine, mounts, configurationPaths, coverage, workingDirectory },
      configuration: whole,
      together: [{ configuration: whole, coverage }],
      looksAtMachine: true,
      repositories: whole.repositories.map((options, number) => ({
        options,
        place: repositoryPlace(options.path, { machine, mounts, cwd: workingDirectory }),
        encryption: "repokey-blake2",
        trouble: undefined,
        checkedMs: new Map(),
        drilledMs: undefined,
        escrow: undefined,
        keyDigest: undefined,
        ...known[number],
      })),
      home: "/root",
      nowMs: NOW_MS,
    };
  }
}

/** Code and subject of each finding, for comparisons. */
export function codesOf(findings: readonly { readonly code: string; readonly subject: string }[]): readonly string[] {
  return findings.map(({ code, subject }) => `${code} ${subject}`.trim());
}
