/** A value that an option cannot take; shown as `argument --name: message` below the usage. */
export class ArgumentValueError extends Error {
  override readonly name: string = "ArgumentValueError";
}

/** As {@link ArgumentValueError}, with the words `invalid TYPE value: 'text'`. */
export class ArgumentTypeMismatch extends Error {
  override readonly name: string = "ArgumentTypeMismatch";
  readonly typeName: string;

  constructor(typeName: string) {
    super(typeName);
    this.typeName = typeName;
  }
}

/** A wrong command line whose message is shown alone, without usage (Borg does so inside pattern options). */
export class BareArgumentError extends Error {
  override readonly name: string = "BareArgumentError";
}

/** A wrong command line: usage of the level, then `PROGRAM: error: MESSAGE`; exit code 2. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
  readonly usage: string;
  readonly program: string;

  constructor(usage: string, program: string, message: string) {
    super(message);
    this.usage = usage;
    this.program = program;
  }

  /** What goes to stderr. */
  text(): string {
    return `${this.usage}${this.program}: error: ${this.message}\n`;
  }
}
