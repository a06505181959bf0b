import { BorgError } from "./borg-error.ts";

/** The other side went away in the middle of a conversation. */
export class ConnectionClosed extends BorgError {
  static override readonly msgid: string = "ConnectionClosed";
  static override readonly exitCode: number = 80;

  constructor(message = "Connection closed by remote host") {
    super(message);
  }
}

/** The other side went away before the conversation began. */
export class ConnectionClosedWithHint extends ConnectionClosed {
  static override readonly msgid: string = "ConnectionClosedWithHint";
  static override readonly exitCode: number = 81;

  /** @param hint What the user might look at; follows Borg's sentence. */
  constructor(hint: string) {
    super(`Connection closed by remote host. ${hint}`);
  }
}

/** The server does not know the method. */
export class InvalidRPCMethod extends BorgError {
  static override readonly msgid: string = "InvalidRPCMethod";
  static override readonly exitCode: number = 82;
  readonly method: string;

  constructor(method: string) {
    super(`RPC method ${method} is not valid.`);
    this.method = method;
  }
}

/** The server's administrator allows other paths only. */
export class PathNotAllowed extends BorgError {
  static override readonly msgid: string = "PathNotAllowed";
  static override readonly exitCode: number = 83;
  readonly path: string;

  constructor(path: string) {
    super(`Repository path not allowed: ${path}`);
    this.path = path;
  }
}

/** The server lacks a method or a parameter that is needed; nothing was sent. */
export class RPCServerOutdated extends BorgError {
  static override readonly msgid: string = "RemoteRepository.RPCServerOutdated";
  static override readonly exitCode: number = 84;

  /** @param what Method, or method and parameter. @param required The first version that has it. */
  constructor(what: string, required: string) {
    super(`Borg server is too old for ${what}. Required version ${required}`);
  }
}

/** The client sends what is no request; the server ends. */
export class UnexpectedRPCDataFormatFromClient extends BorgError {
  static override readonly msgid: string = "UnexpectedRPCDataFormatFromClient";
  static override readonly exitCode: number = 85;

  /** @param version The server's own. */
  constructor(version: string) {
    super(`Borg ${version}: Got unexpected RPC data format from client.`);
  }
}

/** The server sends what is no answer: often a text that some login script prints. */
export class UnexpectedRPCDataFormatFromServer extends BorgError {
  static override readonly msgid: string = "UnexpectedRPCDataFormatFromServer";
  static override readonly exitCode: number = 86;

  /** @param excerpt The beginning of it, as text or as hex digits. */
  constructor(excerpt: string) {
    super(`Got unexpected RPC data format from server:\n${excerpt}`);
  }
}

/** The way to the server does not take bytes any more. */
export class ConnectionBrokenWithHint extends BorgError {
  static override readonly msgid: string = "ConnectionBrokenWithHint";
  static override readonly exitCode: number = 87;

  constructor(hint: string) {
    super(`Connection to remote host is broken. ${hint}`);
  }
}

/** An exception on the server that has no class on the client. */
export class RPCError extends BorgError {
  readonly #exceptionClass: string;
  readonly #showTraceback: boolean;
  /** What the server says of itself, line by line; shown with what this machine says of itself. */
  readonly details: string;

  /**
   * @param exceptionClass The server's name for it, shown as msgid.
   * @param sysinfo Lines about the server; may be empty.
   */
  constructor(exceptionClass: string, message: string, showTraceback: boolean, sysinfo: string) {
    super(message);
    this.#exceptionClass = exceptionClass;
    this.#showTraceback = showTraceback;
    this.details = sysinfo
      .split(/\r\n|\r|\n/)
      .filter((line, at, lines) => line !== "" || at < lines.length - 1)
      .map((line) => `Borg server: ${line}`)
      .join("\n");
  }

  override get msgid(): string {
    return this.#exceptionClass;
  }

  override get showTraceback(): boolean {
    return this.#showTraceback;
  }
}
