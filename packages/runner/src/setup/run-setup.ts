import { chmod, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Log } from "../log/index.ts";
import type { System } from "../system/index.ts";
import { askForPlan, isYes } from "./ask-for-plan.ts";
import { type Asker, SetupError } from "./asker.ts";
import { configurationText } from "./configuration-text.ts";
import { describePlan, type SetupPlan } from "./setup-plan.ts";

/** What the assistant has others do, each with the configuration that it has written. */
export interface SetupSteps {
  /** Makes the repository of the configuration, with missing parent folders. */
  createRepository(configurationPath: string, encryption: string): Promise<void>;
  /** Exports the key, in a form that can be printed. */
  exportKey(configurationPath: string, keyPath: string): Promise<void>;
  /** Runs `create`. */
  backUp(configurationPath: string): Promise<void>;
  installSchedule(configurationPath: string): Promise<void>;
}

export interface SetupOptions {
  /** Absolute; must not be there yet. */
  readonly configurationPath: string;
  readonly asker: Asker;
  readonly steps: SetupSteps;
  readonly system: System;
  readonly log: Log;
  /** Shows what would be set up, and sets up nothing. */
  readonly dryRun: boolean;
}

/**
 * Asks what to back up and where to, and sets all of it up: configuration, repository, copy of the key, first backup, timer.
 *
 * @throws {SetupError} If an answer is missing or a step fails; the message says what is there already and how to go on.
 */
export async function runSetup(options: SetupOptions): Promise<void> {
  const { configurationPath, asker, system, log, dryRun } = options;
  const plan = await askForPlan(asker, configurationPath, system, (passphrase) => {
    log.answer(`Your passphrase is ${passphrase}\nWrite it down: without it nobody can read the backups.`);
  });
  log.answer(`This will be set up:\n${describePlan(plan, configurationPath).trimEnd()}`);
  if (!(await isYes(asker, "confirm", "Go ahead?"))) throw new SetupError("Nothing has been set up");
  if (dryRun) return;
  if (plan.passphrasePath !== undefined) await writePrivate(plan.passphrasePath, `${plan.passphrase}\n`);
  await writePrivate(configurationPath, configurationText(plan));
  log.answer(`Written: ${configurationPath}`);
  await takeSteps(plan, options);
  log.answer(`All is set up. \`coffermatic -c ${configurationPath} list\` shows your archives.`);
}

async function takeSteps(plan: SetupPlan, { configurationPath, steps, log }: SetupOptions): Promise<void> {
  const { repository, encryption, keyPath, hasFirstBackup, hasSchedule } = plan;
  const again = `coffermatic -c ${configurationPath}`;
  await step(`${again} repo-create`, () => steps.createRepository(configurationPath, encryption));
  log.answer(`The repository is ready: ${repository}`);
  if (keyPath !== "") {
    await step(`${again} key export --paper --path ${keyPath}`, async () => {
      await steps.exportKey(configurationPath, keyPath);
      await chmod(keyPath, 0o600);
    });
    log.answer(`A copy of the key is in ${keyPath}: keep it on another machine or on paper`);
  }
  if (hasFirstBackup) {
    await step(`${again} create`, () => steps.backUp(configurationPath));
    log.answer("The first backup is made");
  }
  if (hasSchedule) await step(`${again} schedule install`, () => steps.installSchedule(configurationPath));
}

/** @param command What does the same by hand. */
async function step(command: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SetupError(`${message}\nAll before this is done. When it is mended, go on with: ${command}`, {
      cause: error,
    });
  }
}

/** Nobody but the owner may read it, at no time; nothing is overwritten. */
async function writePrivate(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new SetupError(`${path} is there already; give another place by --config, or move it away`, { cause: error });
  }
}
