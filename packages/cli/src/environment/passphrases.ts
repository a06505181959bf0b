import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { PassphraseSource } from "@coffer/engine/context";
import { NoPassphraseFailure, PasscommandFailure, PasswordRetriesExceeded } from "@coffer/format/errors";
import { ShellSyntaxError, reprText, reprTexts, splitShell } from "../text/index.ts";
import { childEnvironment } from "./child-environment.ts";
import type { Env } from "./folders.ts";
import type { readHidden } from "./hidden-input.ts";
import { type AskStreams, askQuestion } from "./questions.ts";
import type { Streams } from "./streams.ts";

/** How often a new passphrase may be typed wrongly. */
const NEW_PASSPHRASE_TRIES = 10;

export interface PassphraseWorld {
  readonly env: Env;
  readonly streams: AskStreams & Pick<Streams, "writeOut">;
  readonly json: boolean;
  /** Borg's version, told to a passphrase command. */
  readonly version: string;
  readonly readHidden: typeof readHidden;
  warn(message: string): void;
  info(message: string): void;
}

/** Passphrases from the variables BORG_PASSPHRASE, BORG_PASSCOMMAND, BORG_PASSPHRASE_FD, BORG_NEW_PASSPHRASE, or a person. */
export function passphraseSource(world: PassphraseWorld): PassphraseSource {
  let known: { readonly value: string | undefined } | undefined;
  const configured = async (): Promise<string | undefined> => {
    // A descriptor can be read only once, and a command may be slow.
    known ??= { value: fromEnvironment(world) };
    return known.value;
  };
  const prompt = hiddenPrompt(world);
  return {
    configured,
    known: world.env["BORG_PASSPHRASE"],
    prompt,
    fresh: async () => world.env["BORG_NEW_PASSPHRASE"] ?? (await configured()) ?? (await typeTwice(prompt, world)),
  };
}

function fromEnvironment(world: PassphraseWorld): string | undefined {
  const { env } = world;
  const plain = env["BORG_PASSPHRASE"];
  if (plain !== undefined) return plain;
  const command = env["BORG_PASSCOMMAND"];
  if (command !== undefined) return fromCommand(command, world);
  const descriptor = env["BORG_PASSPHRASE_FD"]?.trim() ?? "";
  if (!/^\d+$/.test(descriptor)) return undefined;
  return withoutLineEnds(readFileSync(Number(descriptor), "utf8"));
}

function fromCommand(line: string, world: PassphraseWorld): string {
  let words: string[];
  try {
    words = splitShell(line);
  } catch (error) {
    if (error instanceof ShellSyntaxError) throw new PasscommandFailure(error.message);
    throw error;
  }
  const [program, ...rest] = words;
  if (program === undefined) throw new PasscommandFailure("the command is empty");
  const env = childEnvironment(world.env, world.version);
  const run = spawnSync(program, rest, { env, stdio: ["inherit", "pipe", "inherit"], encoding: "utf8" });
  if (run.error !== undefined) throw new PasscommandFailure(explainSpawn(run.error, program));
  if (run.status !== 0) {
    const how = run.signal === null ? `returned non-zero exit status ${run.status}` : `died with ${run.signal}`;
    throw new PasscommandFailure(`Command '${reprTexts(words)}' ${how}.`);
  }
  return withoutLineEnds(run.stdout.replace(/\r\n?/g, "\n"));
}

function withoutLineEnds(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n") end -= 1;
  return text.slice(0, end);
}

function explainSpawn(error: NodeJS.ErrnoException, program: string): string {
  if (error.code === "ENOENT") return `[Errno 2] No such file or directory: ${reprText(program)}`;
  if (error.code === "EACCES") return `[Errno 13] Permission denied: ${reprText(program)}`;
  return error.message;
}

type Prompt = (question: string) => Promise<string>;

/** Asks without echo, or with a warning where that cannot be; of its reason it tells once. */
function hiddenPrompt(world: PassphraseWorld): Prompt {
  let warned = false;
  return async (question) => {
    const asked = await world.readHidden(question);
    if (asked === "no terminal" && !warned) world.warn("GetPassWarning: Can not control echo on the terminal.");
    warned = true;
    const line = asked === "no terminal" ? await promptOpenly(question, world) : asked.line;
    if (line !== undefined) return line;
    // Borg ends the line of the question on standard output.
    world.streams.writeOut("\n");
    const state = (name: string): string => `${name} is ${world.env[name] === undefined ? "not set" : "set"}.`;
    throw new NoPassphraseFailure(
      `${state("BORG_PASSPHRASE")} ${state("BORG_PASSCOMMAND")} Interactive password query failed.`,
    );
  };
}

async function promptOpenly(question: string, { streams }: PassphraseWorld): Promise<string | undefined> {
  streams.writeErr(`Warning: Password input may be echoed.\n${question}`);
  const line = await streams.readLine();
  if (line !== undefined) streams.writeErr("\n");
  return line;
}

async function typeTwice(prompt: Prompt, world: PassphraseWorld): Promise<string> {
  for (let tries = 0; tries < NEW_PASSPHRASE_TRIES; tries += 1) {
    const first = await prompt("Enter new passphrase: ");
    const second = await prompt("Enter same passphrase again: ");
    if (first === second) {
      await offerDisplay(first, world);
      world.info("Remember your passphrase. Your data will be inaccessible without it.");
      return first;
    }
    world.streams.writeErr("Passphrases do not match\n");
  }
  throw new PasswordRetriesExceeded();
}

async function offerDisplay(passphrase: string, world: PassphraseWorld): Promise<void> {
  const message = "Do you want your passphrase to be displayed for verification? [yN]: ";
  const wanted = await askQuestion(
    {
      message,
      retryMessage: message,
      invalidMessage: "Invalid answer, try again.",
      environmentName: "BORG_DISPLAY_PASSPHRASE",
    },
    world.env,
    world.streams,
    world.json,
  );
  if (!wanted) return;
  world.streams.writeErr(`Your passphrase (between double-quotes): "${passphrase}"\n`);
  world.streams.writeErr("Make sure the passphrase displayed above is exactly what you wanted.\n");
  if (/^[\0-\x7f]*$/.test(passphrase)) return;
  world.streams.writeErr(`Your passphrase (UTF-8 encoding in hex): ${Buffer.from(passphrase).toString("hex")}\n`);
  world.streams.writeErr(
    "As you have a non-ASCII passphrase, it is recommended to keep the UTF-8 encoding in hex together with the " +
      "passphrase at a safe place.\n",
  );
}
