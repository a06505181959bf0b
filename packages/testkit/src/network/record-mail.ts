import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";

/** One letter as it came. */
export interface RecordedLetter {
  readonly from: string;
  readonly to: readonly string[];
  /** Header and text. */
  readonly content: string;
  /** What the sender has authenticated with: user and password; empty if it has not. */
  readonly credentials: readonly string[];
}

export interface MailRecorder {
  readonly port: number;
  readonly letters: RecordedLetter[];
}

/** Starts an SMTP server on 127.0.0.1 that takes every letter and any password; it ends with the test. */
export async function recordMail(t: TestContext): Promise<MailRecorder> {
  const letters: RecordedLetter[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    void converse(socket, letters);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, letters };
}

async function converse(socket: Socket, letters: RecordedLetter[]): Promise<void> {
  const say = (line: string): unknown => socket.write(`${line}\r\n`);
  let letter = { from: "", to: [] as string[], content: "", credentials: [] as string[] };
  let isContent = false;
  socket.on("error", () => {});
  say("220 recorder");
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (isContent && line !== ".") letter.content += `${line}\n`;
    else if (isContent) {
      isContent = false;
      letters.push(letter);
      letter = { from: "", to: [], content: "", credentials: letter.credentials };
      say("250 taken");
    } else if (/^EHLO/i.test(line)) {
      say("250-recorder");
      say("250 AUTH PLAIN");
    } else if (/^AUTH PLAIN /i.test(line)) {
      const [, user = "", password = ""] = Buffer.from(line.slice(11), "base64").toString("utf8").split("\0");
      letter.credentials = [user, password];
      say("235 welcome");
    } else if (/^MAIL FROM:/i.test(line)) {
      letter.from = addressIn(line);
      say("250 ok");
    } else if (/^RCPT TO:/i.test(line)) {
      letter.to.push(addressIn(line));
      say("250 ok");
    } else if (/^DATA/i.test(line)) {
      isContent = true;
      say("354 go on");
    } else if (/^QUIT/i.test(line)) {
      say("221 bye");
      socket.end();
    } else say("250 ok");
  }
}

function addressIn(line: string): string {
  return /<(.*?)>/.exec(line)?.[1] ?? "";
}
