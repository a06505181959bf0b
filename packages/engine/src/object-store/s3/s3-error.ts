import { ObjectStoreError } from "../object-store-error.ts";
import type { ObjectStoreTrouble } from "../object-store-error.ts";

const TROUBLE_BY_NAME: Readonly<Record<string, ObjectStoreTrouble>> = {
  NoSuchKey: "missing",
  NotFound: "missing",
  NoSuchBucket: "no-bucket",
  PreconditionFailed: "unmet",
  ConditionalRequestConflict: "conflict",
  OperationAborted: "conflict",
  AccessDenied: "denied",
  AllAccessDisabled: "denied",
  InvalidAccessKeyId: "credentials",
  SignatureDoesNotMatch: "credentials",
  ExpiredToken: "credentials",
  InvalidToken: "credentials",
  CredentialsProviderError: "credentials",
  RequestTimeTooSkewed: "clock",
  RequestExpired: "clock",
  QuotaExceeded: "full",
  XMinioStorageFull: "full",
  InsufficientCapacity: "full",
};

const TROUBLE_BY_STATUS: Readonly<Record<number, ObjectStoreTrouble>> = {
  401: "credentials",
  403: "denied",
  404: "missing",
  408: "unreachable",
  409: "conflict",
  412: "unmet",
  429: "unreachable",
  507: "full",
};

interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: string;
}

/** What is about one object, and not about the store as a whole. */
const OF_OBJECT: ReadonlySet<ObjectStoreTrouble> = new Set(["missing", "unmet", "conflict", "denied", "refused"]);

/**
 * What the client of AWS threw, in our words; anything that is no answer of a store and no trouble on the way is returned as it is.
 * @param store Its location. @param key Of the object, or a prefix; may be empty.
 */
export function s3Error(error: unknown, store: string, key: string): unknown {
  if (!(error instanceof Error) || error instanceof ObjectStoreError || error.name === "AbortError") return error;
  const { name, message, $metadata, code } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  const trouble = TROUBLE_BY_NAME[name] ?? (status === undefined ? undefined : troubleOfStatus(status));
  const location = key !== "" && (trouble === undefined || OF_OBJECT.has(trouble)) ? `${store}/${key}` : store;
  if (trouble !== undefined && status !== undefined) {
    const isDoubtful = status >= 500 || status === 408;
    return new ObjectStoreError(trouble, location, {
      detail: detailOf(name, message, status),
      isDoubtful,
      cause: error,
    });
  }
  if (trouble === "credentials") return new ObjectStoreError(trouble, location, { detail: message, cause: error });
  const isOnTheWay = code !== undefined || name === "TimeoutError" || name === "ConnectionError";
  if (!isOnTheWay) return error;
  // A certificate does not become better by waiting.
  const isCertificate = code?.includes("CERT") === true || code?.startsWith("ERR_TLS") === true;
  const detail = message || code;
  return new ObjectStoreError(isCertificate ? "refused" : "unreachable", location, {
    detail,
    isDoubtful: true,
    cause: error,
  });
}

function troubleOfStatus(status: number): ObjectStoreTrouble {
  return TROUBLE_BY_STATUS[status] ?? (status >= 500 ? "unreachable" : "refused");
}

/** The name that the store gives its error, and its words where it has any. */
function detailOf(name: string, message: string, status: number): string {
  const words = message === "" || message === name || message === "UnknownError" ? "" : `: ${message}`;
  return /^(?:Error|Unknown|UnknownError|\d+)$/.test(name) ? `status ${status}` : `${name}${words}`;
}
