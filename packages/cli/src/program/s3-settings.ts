import type { S3Settings } from "@coffer/engine/context";
import type { Env } from "../environment/index.ts";

/**
 * What the environment says of S3, besides what the client of AWS finds there itself. Services of others seldom have a host name for each
 * bucket, so theirs are named in the path, unless `COFFER_S3_ADDRESSING` says otherwise.
 */
export function s3Settings(env: Env): S3Settings {
  const endpoint = env["AWS_ENDPOINT_URL_S3"] || env["AWS_ENDPOINT_URL"] || undefined;
  const addressing = env["COFFER_S3_ADDRESSING"] ?? "auto";
  return {
    endpoint,
    region: env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || (endpoint === undefined ? undefined : "us-east-1"),
    isPathStyle: addressing === "path" || (addressing !== "virtual" && endpoint !== undefined),
  };
}
