import assert from "node:assert/strict";
import { test } from "node:test";
import { s3Settings } from "./s3-settings.ts";

test("s3Settings() leaves AWS to its client, and names buckets of others in the path", () => {
  assert.deepEqual(s3Settings({}), { endpoint: undefined, region: undefined, isPathStyle: false });
  const other = { AWS_ENDPOINT_URL: "http://minio:9000" };
  assert.deepEqual(s3Settings(other), { endpoint: "http://minio:9000", region: "us-east-1", isPathStyle: true });
  const both = { ...other, AWS_ENDPOINT_URL_S3: "https://s3.example", AWS_DEFAULT_REGION: "eu-1" };
  assert.deepEqual(s3Settings(both), { endpoint: "https://s3.example", region: "eu-1", isPathStyle: true });
  assert.equal(s3Settings({ ...other, COFFER_S3_ADDRESSING: "virtual" }).isPathStyle, false);
  assert.equal(s3Settings({ COFFER_S3_ADDRESSING: "path" }).isPathStyle, true);
});
