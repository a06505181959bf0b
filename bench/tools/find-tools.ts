import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheFolder, coffer, theBorgs } from "@coffer/testkit/borg";
import { borgSpeech } from "./borg-speech.ts";
import { kopiaSpeech } from "./kopia-speech.ts";
import { resticSpeech } from "./restic-speech.ts";
import { rusticSpeech } from "./rustic-speech.ts";
import type { Speech, Tool } from "./tool.ts";

/** Programs of the field that are no Borg, and how each is asked for its version. */
export const OTHER_PEERS = {
  restic: { versionWord: "version", speech: resticSpeech },
  kopia: { versionWord: "--version", speech: () => kopiaSpeech },
  rustic: { versionWord: "--version", speech: () => rusticSpeech },
} as const satisfies Readonly<Record<string, { versionWord: string; speech: (version: string) => Speech }>>;

export type PeerName = keyof typeof OTHER_PEERS;

/** Where `npm run bench:peers` installs a program: `bin/` below this. */
export function peerFolder(name: PeerName): string {
  return join(cacheFolder(), name);
}

/** coffer, the newest real borg, and what else there is; prints what is missing. */
export function findTools(): Tool[] {
  const borg = theBorgs()[0];
  const family = [coffer, borg].filter((program) => program !== undefined);
  return [
    ...family.map((program) => ({
      name: program.name,
      path: program.path,
      version: program.version,
      speech: borgSpeech,
      borg: program,
    })),
    ...(Object.keys(OTHER_PEERS) as PeerName[]).map(findPeer).filter((tool) => tool !== undefined),
  ];
}

/** `COFFER_RESTIC`, `COFFER_KOPIA` and `COFFER_RUSTIC` name executables. */
export function findPeer(name: PeerName): Tool | undefined {
  const path = peerCandidates(name).find((candidate) => existsSync(candidate));
  if (path === undefined) {
    console.error(`# PEER MISSING: no ${name} (npm run bench:peers; or set ${variableOf(name)})`);
    return undefined;
  }
  const { stdout } = spawnSync(path, [OTHER_PEERS[name].versionWord], { encoding: "utf8" });
  const version = stdout.trim();
  return { name, path, version, speech: OTHER_PEERS[name].speech(version), borg: undefined };
}

function peerCandidates(name: PeerName): string[] {
  const named = process.env[variableOf(name)];
  if (named !== undefined && named !== "") return [named];
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [join(peerFolder(name), "bin"), ...folders].map((folder) => join(folder, name));
}

function variableOf(name: PeerName): string {
  return `COFFER_${name.toUpperCase()}`;
}
