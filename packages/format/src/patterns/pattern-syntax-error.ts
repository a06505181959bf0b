/** A pattern, or a line of a pattern file, that Borg refuses; the message is Borg's where Borg has one of its own. */
export class PatternSyntaxError extends Error {
  override readonly name: string = "PatternSyntaxError";
}
