/**
 * Installs the programs that the bench compares with besides borg: `npm run bench:peers [NAME…]`; see docs/benchmarks.md.
 *
 * restic and kopia come from the Go registry, rustic from the Rust one: built here, by one job with the lowest priority, below the folder of
 * peers. What cannot be had there is taken from Debian where it has it, which says so: that may be years old. Never fails: the bench goes on
 * without what is missing.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findPeer, peerFolder } from "./tools/index.ts";
import type { PeerName } from "./tools/index.ts";

interface Installation {
  /** Of the registry's own client. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Debian's package, if there is one. */
  readonly debian?: string;
}

function fromGo(name: PeerName, module: string, debian?: string): Installation {
  const env = { GOBIN: join(peerFolder(name), "bin"), GOFLAGS: "-p=1" };
  return { words: ["go", "install", `${module}@latest`], env, ...(debian === undefined ? {} : { debian }) };
}

const INSTALLATIONS: Readonly<Record<PeerName, Installation>> = {
  restic: fromGo("restic", "github.com/restic/restic/cmd/restic", "restic"),
  kopia: fromGo("kopia", "github.com/kopia/kopia"),
  rustic: {
    // without its extras (a terminal interface, WebDAV, metrics): the engine is the same
    words: [
      "cargo",
      "install",
      "rustic-rs",
      "--locked",
      "--no-default-features",
      "-j1",
      "--root",
      peerFolder("rustic"),
    ],
    env: {},
  },
};

const wanted = process.argv.slice(2);
for (const name of Object.keys(INSTALLATIONS) as PeerName[]) {
  if (wanted.length === 0 || wanted.includes(name)) install(name, INSTALLATIONS[name]);
}

function install(name: PeerName, { words, env, debian }: Installation): void {
  console.log(`${name}: ${words.join(" ")}`);
  mkdirSync(peerFolder(name), { recursive: true });
  if (!runs(["nice", "-n", "19", ...words], env)) {
    console.warn(`${name}: COULD NOT BE INSTALLED from its registry`);
    if (debian !== undefined && process.getuid?.() === 0) {
      console.warn(`${name}: TAKING DEBIAN'S INSTEAD, which may be years old: mind its version when you read results`);
      runs(["apt-get", "-q", "-y", "--no-install-recommends", "install", debian], {
        DEBIAN_FRONTEND: "noninteractive",
      });
    }
  }
  const tool = findPeer(name);
  if (tool !== undefined) console.log(`${name}: ${tool.path} (${tool.version})`);
}

function runs([program = "", ...words]: readonly string[], env: Readonly<Record<string, string>>): boolean {
  const { status } = spawnSync(program, words, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  return status === 0;
}
