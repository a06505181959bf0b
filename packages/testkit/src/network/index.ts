/**
 * Servers on this machine that write down what is sent to them: HTTP, HTTPS and SMTP.
 *
 * Stands on nothing.
 *
 * @module
 */
export { recordHttp } from "./record-http.ts";
export type { HttpRecorder, RecordedRequest, RecordHttpOptions } from "./record-http.ts";
export { recordMail } from "./record-mail.ts";
export type { MailRecorder, RecordedLetter } from "./record-mail.ts";
