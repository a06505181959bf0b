/** A question of the assistant. */
export interface SetupQuestion {
  /** Name of its answer in a file of answers. */
  readonly name: string;
  readonly text: string;
  /** Taken where nothing is answered; empty for none. */
  readonly default: string;
  /** Must not be seen while it is typed. */
  readonly isSecret?: boolean;
  /** What is wrong with an answer; undefined where nothing is. */
  readonly complaint?: (answer: string) => string | undefined;
}

/** Somebody who answers. */
export interface Asker {
  /**
   * @returns A valid answer.
   * @throws {SetupError} If there is none.
   */
  ask(question: SetupQuestion): Promise<string>;
}

/** The setup cannot go on. */
export class SetupError extends Error {
  override readonly name: string = "SetupError";
}

/** A person at a terminal: asked again until the answer is valid. */
export class PersonAsker implements Asker {
  readonly #say: (text: string) => void;
  readonly #readLine: () => Promise<string | undefined>;
  readonly #readHidden: (prompt: string) => Promise<string | undefined>;

  /** Both ways to read give undefined at the end of input. */
  constructor(
    say: (text: string) => void,
    readLine: () => Promise<string | undefined>,
    readHidden: (prompt: string) => Promise<string | undefined>,
  ) {
    this.#say = say;
    this.#readLine = readLine;
    this.#readHidden = readHidden;
  }

  async ask(question: SetupQuestion): Promise<string> {
    const { text, isSecret = false, complaint } = question;
    const suffix = question.default === "" ? "" : ` [${question.default}]`;
    for (;;) {
      const line = isSecret ? await this.#askHidden(`${text}: `) : await this.#askPlain(`${text}${suffix}: `);
      const answer = line.trim() === "" ? question.default : isSecret ? line : line.trim();
      const trouble = complaint?.(answer);
      if (trouble === undefined && (!isSecret || answer === "" || (await this.#askHidden("Once more: ")) === answer)) {
        return answer;
      }
      this.#say(`${trouble ?? "The two differ."}\n`);
    }
  }

  async #askPlain(prompt: string): Promise<string> {
    this.#say(prompt);
    return answered(await this.#readLine());
  }

  async #askHidden(prompt: string): Promise<string> {
    return answered(await this.#readHidden(prompt));
  }
}

/** Answers from a file, by name; what is left out has its default. Wrong ones are errors. */
export class ScriptedAsker implements Asker {
  readonly #answers: ReadonlyMap<string, string>;

  constructor(answers: ReadonlyMap<string, string>) {
    this.#answers = answers;
  }

  ask({ name, default: usual, complaint }: SetupQuestion): Promise<string> {
    const answer = this.#answers.get(name) ?? usual;
    const trouble = complaint?.(answer);
    if (trouble !== undefined) return Promise.reject(new SetupError(`${name}: ${trouble}`));
    return Promise.resolve(answer);
  }
}

function answered(line: string | undefined): string {
  if (line === undefined) throw new SetupError("No more answers: nothing has been set up");
  return line;
}
