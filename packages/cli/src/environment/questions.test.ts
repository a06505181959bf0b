import assert from "node:assert/strict";
import { test } from "node:test";
import type { Question } from "@coffer/engine/context";
import { type Env, askQuestion } from "./index.ts";

async function ask(
  question: Partial<Question>,
  answers: readonly string[],
  env: Env = {},
  json: boolean = false,
): Promise<{ answer: boolean; shown: string }> {
  const left = [...answers];
  let shown = "";
  const streams = {
    writeErr: (text: string) => void (shown += text),
    readLine: async () => await Promise.resolve(left.shift()),
  };
  const answer = await askQuestion({ message: "Sure? ", ...question }, env, streams, json);
  return { answer, shown };
}

test("askQuestion() takes Borg's words for yes, no and default", async () => {
  for (const word of ["Yes", "YES", "yes", "Y", "y", "1"]) assert.equal((await ask({}, [word])).answer, true, word);
  for (const word of ["No", "n", "0", "", "default", "D"]) assert.equal((await ask({}, [word])).answer, false, word);
});

test("askQuestion() asks again after other answers, unless told not to", async () => {
  const again = await ask({ invalidMessage: "Wrong.", retryMessage: "Again? " }, ["perhaps", "yes"]);
  assert.deepEqual(again, { answer: true, shown: "Sure? Wrong.\nAgain? " });
  const once = await ask({ invalidMessage: "Wrong.", retry: false }, ["perhaps", "yes"]);
  assert.deepEqual(once, { answer: false, shown: "Sure? Wrong.\n" });
});

test("askQuestion() takes the end of input for no", async () => {
  assert.deepEqual(await ask({ falseMessage: "Aborting." }, []), { answer: false, shown: "Sure? Aborting.\n" });
});

test("askQuestion() lets a variable answer, but a wrong answer only once", async () => {
  const question = { environmentName: "ANSWER", trueMessage: "Fine." };
  assert.deepEqual(await ask(question, [], { ANSWER: "y" }), { answer: true, shown: "Sure? y (from ANSWER)\nFine.\n" });
  const wrong = await ask(question, ["yes"], { ANSWER: "maybe" });
  assert.deepEqual(wrong, { answer: true, shown: "Sure? maybe (from ANSWER)\nFine.\n" });
});

test("askQuestion() can be made to take YES alone", async () => {
  const question = { truish: ["YES"], retry: false, invalidMessage: "Invalid answer, aborting." };
  assert.equal((await ask(question, ["YES"])).answer, true);
  assert.deepEqual(await ask(question, ["yes"]), { answer: false, shown: "Sure? Invalid answer, aborting.\n" });
});

test("askQuestion() writes JSON lines with Borg's fields", async () => {
  const { shown } = await ask({ environmentName: "ANSWER", falseMessage: "No." }, [], { ANSWER: "n" }, true);
  assert.equal(
    shown,
    '{"type": "question_prompt", "msgid": "ANSWER", "message": "Sure? "}\n' +
      '{"env_var": "ANSWER", "type": "question_env_answer", "msgid": "ANSWER", "message": "n (from ANSWER)"}\n' +
      '{"type": "question_accepted_false", "msgid": "ANSWER", "message": "No."}\n',
  );
});
