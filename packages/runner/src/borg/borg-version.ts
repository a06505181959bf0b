/** A version of Borg, such as 1.2.4 or 2.0.0b14. */
export class BorgVersion {
  readonly text: string;
  readonly #numbers: readonly number[];

  /** @throws {RangeError} If `text` does not begin with a number. */
  constructor(text: string) {
    // a pre-release counts as what comes before: 1.2.0b3 is older than 1.2.0
    const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:(a|b|rc)(\d+))?/.exec(text);
    if (match === null) throw new RangeError(`not a version of Borg: ${text}`);
    const [, major, minor, patch, stage, stageNumber] = match;
    this.text = text;
    this.#numbers = [
      ...[major, minor, patch].map((part) => Number(part ?? 0)),
      stage === undefined ? STAGES.length : STAGES.indexOf(stage),
      Number(stageNumber ?? 0),
    ];
  }

  /** @returns Whether this version is `other` or younger. */
  isAtLeast(other: string): boolean {
    const wanted = new BorgVersion(other).#numbers;
    for (const [at, number] of this.#numbers.entries()) {
      const difference = number - (wanted[at] ?? 0);
      if (difference !== 0) return difference > 0;
    }
    return true;
  }
}

const STAGES: readonly string[] = ["a", "b", "rc"];
