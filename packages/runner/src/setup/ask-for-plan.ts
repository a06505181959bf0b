import { randomBytes } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { splitShell } from "@coffer/cli/text";
import { expandHome, type System } from "../system/index.ts";
import type { Asker } from "./asker.ts";
import type { SetupPlan } from "./setup-plan.ts";

const ENCRYPTIONS = [
  "repokey-blake2",
  "repokey",
  "keyfile-blake2",
  "keyfile",
  "authenticated-blake2",
  "authenticated",
  "none",
];

const PASSPHRASE_PLACES = ["configuration", "file"];

/**
 * Asks for all that a plan needs.
 *
 * @param generate Says what passphrase was made where none was given.
 * @throws {SetupError} If there is no answer.
 */
export async function askForPlan(
  asker: Asker,
  configurationPath: string,
  system: System,
  generate: (passphrase: string) => void,
): Promise<SetupPlan> {
  const path = (text: string): string => resolve(system.cwd, expandHome(text, system));
  const sources = splitShell(await asker.ask(sourcesQuestion(system))).map(path);
  const repository = await asker.ask({
    name: "repository",
    text: "Where to? A folder, or ssh://user@host/./folder",
    default: "",
    complaint: (answer) => complaintOfRepository(answer, sources, path),
  });
  const isLocal = !isRemote(repository);
  const label = await asker.ask({ name: "label", text: "A short name for this repository", default: "main" });
  const encryption = await asker.ask({
    name: "encryption",
    text: `Encryption (${ENCRYPTIONS.join(", ")})`,
    default: "repokey-blake2",
    complaint: oneOf(ENCRYPTIONS),
  });
  return {
    ...{ sources, label, encryption, repository: isLocal ? path(repository) : repository },
    ...(encryption === "none" ? { passphrase: "" } : await askForPassphrase(asker, configurationPath, generate)),
    keep: await askForRetention(asker),
    healthchecks: await asker.ask({
      name: "healthchecks",
      text: "Ping URL of Healthchecks, which tells you when backups stop (empty for none)",
      default: "",
      complaint: (answer) => (/^(https?:\/\/.*)?$/.test(answer) ? undefined : "A URL begins with https://."),
    }),
    keyPath: encryption === "none" ? "" : await askForKeyPath(asker, label, path),
    hasFirstBackup: await isYes(asker, "backup", "Make the first backup now?"),
    hasSchedule: await isYes(asker, "schedule", "Back up every day from now on?"),
  };
}

/** @returns Whether the answer is yes. */
export async function isYes(asker: Asker, name: string, text: string): Promise<boolean> {
  const complaint = oneOf(["yes", "no", "y", "n"]);
  return (await asker.ask({ name, text, default: "yes", complaint })).startsWith("y");
}

function sourcesQuestion({ home, cwd, env }: System): Parameters<Asker["ask"]>[0] {
  const isRoot = env["USER"] === "root" || home === "/root";
  const usual = isRoot ? ["/etc", "/home", "/root", "/srv", "/var"].filter((path) => existsSync(path)) : [home];
  return {
    name: "sources",
    text: "What to back up? Folders, separated by blanks",
    default: usual.join(" "),
    complaint: (answer) => {
      let words: string[];
      try {
        words = splitShell(answer);
      } catch {
        return "A quote is not closed.";
      }
      if (words.length === 0) return "At least one folder is needed.";
      const missing = words.filter((word) => !existsSync(resolve(cwd, expandHome(word, { home }))));
      return missing.length === 0 ? undefined : `Not there: ${missing.join(", ")}`;
    },
  };
}

function complaintOfRepository(
  answer: string,
  sources: readonly string[],
  path: (text: string) => string,
): string | undefined {
  if (answer === "") return "A repository is needed.";
  if (isRemote(answer)) return undefined;
  const place = path(answer);
  const around = sources.find((source) => `${place}/`.startsWith(source === "/" ? "/" : `${source}/`));
  if (around !== undefined) return `${place} lies in ${around}: it would back up itself.`;
  if (!existsSync(place)) return undefined;
  return statSync(place).isDirectory() ? undefined : `${place} is no folder.`;
}

function isRemote(repository: string): boolean {
  return /^[\w+-]+:\/\//.test(repository) || /^[^/]+:/.test(repository);
}

async function askForPassphrase(
  asker: Asker,
  configurationPath: string,
  generate: (passphrase: string) => void,
): Promise<Pick<SetupPlan, "passphrase" | "passphrasePath">> {
  const given = await asker.ask({
    name: "passphrase",
    text: "Passphrase (empty to have one made)",
    default: "",
    isSecret: true,
    complaint: (answer) => (/[\r\n]/.test(answer) ? "It must be one line." : undefined),
  });
  // 160 bits in letters that can be read out over a telephone
  const passphrase = given === "" ? randomBytes(20).toString("hex") : given;
  if (given === "") generate(passphrase);
  const place = await asker.ask({
    name: "passphrase_place",
    text: `Where to keep it (${PASSPHRASE_PLACES.join(", ")})`,
    default: "configuration",
    complaint: oneOf(PASSPHRASE_PLACES),
  });
  if (place === "configuration") return { passphrase };
  return { passphrase, passphrasePath: join(dirname(configurationPath), "passphrase") };
}

async function askForRetention(asker: Asker): Promise<SetupPlan["keep"]> {
  const [daily = 0, weekly = 0, monthly = 0] = (
    await asker.ask({
      name: "keep",
      text: "How many daily, weekly and monthly archives to keep",
      default: "7 4 6",
      complaint: (answer) =>
        /^\d+ +\d+ +\d+$/.test(answer) && /[1-9]/.test(answer) ? undefined : "Three numbers, not all of them 0.",
    })
  )
    .split(/ +/)
    .map(Number);
  return { daily, weekly, monthly };
}

async function askForKeyPath(asker: Asker, label: string, path: (text: string) => string): Promise<string> {
  const answer = await asker.ask({
    name: "key",
    text: "Export a copy of the key to which file? Keep it elsewhere (- for none)",
    default: `~/coffermatic-key-${label.replaceAll(/[^\w.-]/g, "_") || "repository"}.txt`,
    complaint: (file) => {
      if (file === "-") return undefined;
      if (existsSync(path(file))) return `${file} is there already.`;
      return existsSync(dirname(path(file))) ? undefined : `${dirname(path(file))} is no folder.`;
    },
  });
  return answer === "-" ? "" : path(answer);
}

function oneOf(choices: readonly string[]): (answer: string) => string | undefined {
  return (answer) => (choices.includes(answer) ? undefined : `One of ${choices.join(", ")}.`);
}
