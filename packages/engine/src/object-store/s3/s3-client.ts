import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestMeter, S3Settings } from "../../context/index.ts";
import { noteRequest } from "./s3-meter.ts";

/** A place in a bucket. */
export interface S3Place {
  readonly bucket: string;
  /** Of all keys, without `/` at its ends; may be empty. */
  readonly prefix: string;
  /** Of the configuration files of AWS; `undefined`: what the environment says. */
  readonly profile: string | undefined;
  /** As the user would write it: `s3://bucket/prefix`. */
  readonly location: string;
}

/** What an S3 store may be told besides. */
export interface S3StoreSettings extends S3Settings {
  /** Bytes, 5 MiB or more, of each part of an object that is half as large again, or larger. Default: 64 MiB. */
  readonly partSize?: number | undefined;
  /** Counts requests, each attempt. */
  readonly meter?: RequestMeter | undefined;
}

/** The client of AWS with its commands, loaded when it is first asked for: it is large. */
export interface LoadedClient {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Without a byte in either direction. */
const IDLE_TIMEOUT_MS = 60_000;

/** Requests are attempted once: who calls knows better what may be repeated. */
export async function loadClient(place: S3Place, settings: S3StoreSettings): Promise<LoadedClient> {
  const sdk = await import("@aws-sdk/client-s3");
  const { endpoint, region, isPathStyle, credentials } = settings;
  const client = new sdk.S3Client({
    maxAttempts: 1,
    forcePathStyle: isPathStyle,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: IDLE_TIMEOUT_MS },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(place.profile === undefined ? {} : { profile: place.profile }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { request } = args;
        const result = await next(args).catch((error: unknown) => {
          noteRequest(settings.meter, { commandName, request, response: undefined });
          throw error;
        });
        noteRequest(settings.meter, { commandName, request, response: result.response });
        const { headers } = result.response as { headers?: Record<string, string> };
        Object.assign(result.output?.$metadata ?? {}, { serverMs: Date.parse(headers?.["date"] ?? "") });
        return result;
      },
    { step: "deserialize", priority: "high", name: "noteExchange" },
  );
  return { sdk, client };
}

/** The clock of the store at the time of an answer; ours, if the store has none. */
export function serverTime({ $metadata }: { readonly $metadata: object }): number {
  const { serverMs } = $metadata as { serverMs?: number };
  return serverMs === undefined || Number.isNaN(serverMs) ? Date.now() : serverMs;
}

/** What is said with a request besides the request. */
export function sending(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
