import { LoggingConfigurationError } from "./configuration-error.ts";
import { FileSink } from "./file-sink.ts";
import type { LineSink } from "./handler.ts";
import { DottedName } from "./python-value.ts";
import type { PythonValue } from "./python-value.ts";
import { SyslogSink } from "./syslog-sink.ts";
import type { SyslogAddress } from "./syslog-sink.ts";

/** Standard output and error. */
export interface OutputStreams {
  writeOut(text: string): void;
  writeErr(text: string): void;
}

/** What a handler's class is given: in order, and by name. */
export interface ClassArguments {
  readonly values: readonly PythonValue[];
  readonly named: ReadonlyMap<PythonValue, PythonValue>;
}

const SYSLOG_PORT = 514;
const FACILITIES =
  "KERN USER MAIL DAEMON AUTH SYSLOG LPR NEWS UUCP CRON AUTHPRIV FTP NTP SECURITY CONSOLE SOLCRON " +
  "LOCAL0 LOCAL1 LOCAL2 LOCAL3 LOCAL4 LOCAL5 LOCAL6 LOCAL7";

/**
 * What a handler of this class writes to.
 *
 * @param className As in Python, with or without the modules in front.
 * @throws {LoggingConfigurationError} If there is no such class here, or its arguments make no sense.
 */
export function makeSink(className: string, args: ClassArguments, streams: OutputStreams): LineSink {
  const name = className.replace(/^logging\./, "").replace(/^handlers\./, "");
  switch (name) {
    case "StreamHandler":
      return streamSink(argument(args, 0, "stream"), streams);
    case "FileHandler":
    case "WatchedFileHandler":
      return fileSink(args, 0, 0);
    case "RotatingFileHandler":
      return fileSink(args, numberOf(argument(args, 2, "maxBytes"), 0), numberOf(argument(args, 3, "backupCount"), 0));
    case "SysLogHandler":
      return new SyslogSink(syslogAddress(argument(args, 0, "address")), facilityOf(argument(args, 1, "facility")));
    case "NullHandler":
      return { write: () => undefined, close: () => undefined };
    default:
      throw new LoggingConfigurationError(`there is no handler class '${className}' here`);
  }
}

function argument({ values, named }: ClassArguments, index: number, name: string): PythonValue | undefined {
  return values[index] ?? named.get(name);
}

function streamSink(stream: PythonValue | undefined, streams: OutputStreams): LineSink {
  const path = stream instanceof DottedName ? stream.path : stream;
  const close = (): void => undefined;
  if (path === "sys.stdout") return { write: (line) => streams.writeOut(`${line}\n`), close };
  if (path === "sys.stderr" || path === undefined || path === null) {
    return { write: (line) => streams.writeErr(`${line}\n`), close };
  }
  throw new LoggingConfigurationError("a stream can be sys.stdout or sys.stderr");
}

function fileSink(args: ClassArguments, maxBytes: number, backupCount: number): LineSink {
  const path = argument(args, 0, "filename");
  const mode = argument(args, 1, "mode") ?? "a";
  if (typeof path !== "string") throw new LoggingConfigurationError("a file handler needs the name of a file");
  if (mode !== "a" && mode !== "w") throw new LoggingConfigurationError("the mode of a file is 'a' or 'w'");
  return new FileSink(path, { mode, maxBytes, backupCount });
}

function numberOf(value: PythonValue | undefined, missing: number): number {
  if (value === undefined || value === null) return missing;
  if (typeof value !== "number") throw new LoggingConfigurationError("a number is wanted");
  return value;
}

function syslogAddress(value: PythonValue | undefined): SyslogAddress {
  if (value === undefined) return { host: "localhost", port: SYSLOG_PORT };
  if (typeof value === "string") return { socket: value };
  const [host, port] = Array.isArray(value) ? (value as readonly PythonValue[]) : [];
  if (typeof host !== "string") throw new LoggingConfigurationError("an address is a path, or a host and a port");
  return { host, port: numberOf(port, SYSLOG_PORT) };
}

function facilityOf(value: PythonValue | undefined): number {
  if (value === undefined) return 1;
  if (typeof value === "number") return value;
  const text = value instanceof DottedName ? value.path.replace(/^.*LOG_/, "") : value;
  const number = typeof text === "string" ? FACILITIES.split(" ").indexOf(text.toUpperCase()) : -1;
  if (number < 0) throw new LoggingConfigurationError("there is no such facility");
  return number;
}
