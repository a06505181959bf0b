/** An action cannot be done as it was asked for; nothing has been changed. The message is for the user. */
export class ActionError extends Error {
  override readonly name: string = "ActionError";
}
