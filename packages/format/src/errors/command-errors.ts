import { BorgError } from "./borg-error.ts";

/** The user said no. */
export class CancelledByUser extends BorgError {
  static override readonly msgid: string = "CancelledByUser";
  static override readonly exitCode: number = 3;

  constructor() {
    super("Cancelled by user.");
  }
}

/** The command cannot be done as it was asked for. */
export class CommandError extends BorgError {
  static override readonly msgid: string = "CommandError";
  static override readonly exitCode: number = 4;
  readonly reason: string;

  constructor(reason: string) {
    super(`Command Error: ${reason}`);
    this.reason = reason;
  }
}

/** The surroundings do not allow the command. */
export class RTError extends BorgError {
  static override readonly msgid: string = "RTError";
  static override readonly exitCode: number = 2;
  readonly reason: string;

  constructor(reason: string) {
    super(`Runtime Error: ${reason}`);
    this.reason = reason;
  }
}

/** A text with placeholders is malformed. */
export class PlaceholderError extends BorgError {
  static override readonly msgid: string = "PlaceholderError";
  static override readonly exitCode: number = 5;
  readonly text: string;
  readonly reason: string;

  constructor(text: string, reason: string) {
    super(`Formatting Error: "${text}".format({}): ${reason}`);
    this.text = text;
    this.reason = reason;
  }
}

/** A text names a placeholder that does not exist. */
export class InvalidPlaceholder extends BorgError {
  static override readonly msgid: string = "InvalidPlaceholder";
  static override readonly exitCode: number = 6;
  readonly placeholder: string;
  readonly text: string;

  constructor(placeholder: string, text: string) {
    super(`Invalid placeholder "${placeholder}" in string: ${text}`);
    this.placeholder = placeholder;
    this.text = text;
  }
}
