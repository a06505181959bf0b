/** The file says nothing that can be followed. */
export class LoggingConfigurationError extends Error {
  override readonly name: string = "LoggingConfigurationError";
}
