import { resolve } from "node:path";
import type { Env, Streams } from "../environment/index.ts";
import { type Logger, LoggingConfigurationError, loadLogging } from "../log/index.ts";

const LOGGER = "borg.logger";

/**
 * Has the log go where BORG_LOGGING_CONF says. A file that cannot be followed is warned of, and the log stays as it is.
 *
 * @returns What must be called before the process ends.
 */
export function followLoggingConf(env: Env, logger: Logger, streams: Streams): () => void {
  const setting = env["BORG_LOGGING_CONF"];
  if (setting === undefined || setting === "") return () => undefined;
  const path = resolve(setting);
  try {
    const tree = loadLogging(path, streams, Date.now() / 1000);
    logger.follow(tree);
    logger.log({ level: "debug", message: `using logging configuration read from "${path}"`, name: LOGGER });
    return () => tree.close();
  } catch (error) {
    if (!(error instanceof LoggingConfigurationError)) throw error;
    const message = `setup_logging for "${path}" failed with "${error.message}".`;
    logger.log({ level: "warning", message, name: LOGGER });
    return () => undefined;
  }
}
