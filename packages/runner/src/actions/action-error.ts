/** An action cannot be done as it was asked for, or has found what must not be. The message is for the user. */
export class ActionError extends Error {
  override readonly name: string = "ActionError";
  /** What is to be shown as JSON all the same. */
  readonly json: unknown;

  constructor(message: string, options: ErrorOptions & { readonly json?: unknown } = {}) {
    super(message, options);
    this.json = options.json;
  }
}
