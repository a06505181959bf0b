/** A mail server. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** Encrypted from the start; otherwise STARTTLS is used where it is offered. */
  readonly isTls: boolean;
  readonly verifyTls: boolean;
  readonly user?: string;
  readonly password?: string;
}

/** A letter of plain text. */
export interface Letter {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/**
 * Hands a letter to a mail server.
 *
 * @param timeoutMs The longest that each step of the conversation may take.
 * @throws {Error} If the server cannot be reached or refuses it.
 */
export async function sendMail(server: MailServer, letter: Letter, timeoutMs: number): Promise<void> {
  const { host, port, isTls, verifyTls, user, password } = server;
  // loaded when a letter is to be written: most runs write none
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    host,
    port,
    secure: isTls,
    tls: { rejectUnauthorized: verifyTls },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
  });
  await transport.sendMail({ ...letter, to: [...letter.to] });
}
