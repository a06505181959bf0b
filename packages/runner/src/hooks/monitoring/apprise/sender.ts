import type { HttpRequest } from "../send-http.ts";
import type { Letter, MailServer } from "../send-mail.ts";
import type { ServiceUrl } from "./service-url.ts";

/** What a service is to show. */
export interface Notice {
  /** May be empty. */
  readonly title: string;
  readonly body: string;
  readonly kind: "info" | "success" | "failure";
}

/** One thing to be sent. */
export type Delivery =
  | { readonly request: Omit<HttpRequest, "signal"> }
  | { readonly server: MailServer; readonly letter: Letter };

/**
 * What is to be sent so that a service shows a notice.
 *
 * @throws {Error} If the URL lacks something; the message does not repeat it, for it may hold secrets.
 */
export type Sender = (url: ServiceUrl, notice: Notice) => readonly Delivery[];

/** A POST of JSON. */
export function jsonPost(url: string, value: unknown, headers: Readonly<Record<string, string>> = {}): Delivery {
  const allHeaders = { "Content-Type": "application/json", ...headers };
  return { request: { method: "POST", url, headers: allHeaders, body: JSON.stringify(value) } };
}

/** Title and body for services that have no title. */
export function oneText({ title, body }: Notice): string {
  return title === "" ? body : `${title}\n${body}`;
}

/** The beginning of `text`, of `lengthMax` characters at most. */
export function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1)}…`;
}
