import type { RequestKind, RequestMeter } from "../../context/index.ts";

/** Commands of the client whose names do not say what they are charged as. */
const KINDS: Readonly<Record<string, RequestKind>> = {
  CreateMultipartUpload: "PUT",
  CompleteMultipartUpload: "PUT",
  UploadPart: "PUT",
  AbortMultipartUpload: "DELETE",
};

/** What of a request and its answer matters here. */
interface Exchange {
  /** Of the client: `PutObjectCommand`. */
  readonly commandName: string | undefined;
  readonly request: unknown;
  /** `undefined` if none came, or it was an error. */
  readonly response: unknown;
}

/** Counts one attempt of a request. */
export function noteRequest(meter: RequestMeter | undefined, { commandName = "", request, response }: Exchange): void {
  const name = commandName.replace(/Command$/, "");
  const kind = KINDS[name] ?? kindByName(name);
  meter?.note(kind, { sent: lengthOf(request), received: kind === "HEAD" ? 0 : lengthOf(response) });
}

function kindByName(name: string): RequestKind {
  for (const kind of ["PUT", "HEAD", "LIST", "DELETE"] as const) if (name.toUpperCase().startsWith(kind)) return kind;
  return "GET";
}

function lengthOf(message: unknown): number {
  const { headers } = (message ?? {}) as { headers?: Record<string, string> };
  return Number(headers?.["content-length"] ?? 0) || 0;
}
