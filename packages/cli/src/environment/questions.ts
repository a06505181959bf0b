import type { Question } from "@coffer/engine/context";
import { dumpJson } from "../text/index.ts";
import type { Env } from "./folders.ts";
import type { Streams } from "./streams.ts";

const NO = ["No", "NO", "no", "N", "n", "0"];
const YES = ["Yes", "YES", "yes", "Y", "y", "1"];
const DEFAULT = ["Default", "DEFAULT", "default", "D", "d", ""];

export type AskStreams = Pick<Streams, "writeErr" | "readLine">;

/**
 * Puts a yes/no question on standard error and reads the answer from standard input, or takes it from the environment.
 * Without an answer, or with a wrong one that may not be repeated, it is no. With `json`, every line is a JSON object.
 */
export async function askQuestion(question: Question, env: Env, streams: AskStreams, json: boolean): Promise<boolean> {
  const msgid = question.msgid ?? question.environmentName ?? null;
  const say = (
    message: string | undefined,
    type: string,
    prompt: boolean = false,
    extra: Record<string, string> = {},
  ): void => {
    if (message === undefined || message === "") return;
    if (json) streams.writeErr(`${dumpJson({ ...extra, type: `question_${type}`, msgid, message })}\n`);
    else streams.writeErr(prompt ? message : `${message}\n`);
  };
  say(question.message, "prompt", true);
  let variable = question.environmentName;
  for (;;) {
    let answer = variable === undefined ? undefined : env[variable];
    if (answer !== undefined && variable !== undefined) {
      say(`${answer} (from ${variable})`, "env_answer", false, { env_var: variable });
    }
    answer ??= (await streams.readLine()) ?? "no";
    if (DEFAULT.includes(answer)) return false;
    if ((question.truish ?? YES).includes(answer)) {
      say(question.trueMessage, "accepted_true");
      return true;
    }
    if (NO.includes(answer)) {
      say(question.falseMessage, "accepted_false");
      return false;
    }
    say(question.invalidMessage, "invalid_answer");
    if (question.retry === false) return false;
    say(question.retryMessage, "prompt_retry", true);
    // A wrong answer of the environment is not tried again.
    variable = undefined;
  }
}
