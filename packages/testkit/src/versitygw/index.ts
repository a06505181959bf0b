/**
 * versitygw, an S3 server that is not ours, on a folder of the test's own: an object is a file there, so that what lies below `repo/` is a
 * repository for any program. Stands on nothing of the product.
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";

const CREDENTIALS = { accessKeyId: "versity", secretAccessKey: "versity-secret-key" } as const;
const START_MAX_MS = 60_000;
const POLL_MS = 50;

/** A server that has started. */
export interface VersityServer {
  readonly endpoint: string;
  readonly credentials: typeof CREDENTIALS;
  /** Where the bucket called `bucket` lies. */
  readonly bucketFolder: string;
  /** What clients need in their environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The program: that of `COFFER_VERSITYGW`, or the one in `PATH`; `skip` says why there is none. */
export function findVersitygw(): { readonly path: string; readonly skip: string | false } {
  const path = process.env["COFFER_VERSITYGW"] ?? "versitygw";
  if (spawnSync(path, ["--version"]).error === undefined) return { path, skip: false };
  const skip =
    "there is no versitygw on this machine (go install github.com/versity/versitygw/cmd/versitygw@latest): " +
    "buckets are tested on the simulator only";
  console.warn(`SKIPPED: ${skip}`);
  return { path, skip };
}

/** Starts the server below `folder`, with an empty bucket called `bucket`; it stops with the test. */
export async function startVersitygw(
  context: Pick<TestContext, "after">,
  path: string,
  folder: string,
): Promise<VersityServer> {
  const bucketFolder = join(folder, "buckets/bucket");
  const sidecar = join(folder, "sidecar");
  for (const one of [bucketFolder, sidecar]) mkdirSync(one, { recursive: true });
  const address = `127.0.0.1:${await freePort()}`;
  const { accessKeyId, secretAccessKey } = CREDENTIALS;
  const env = { ...process.env, ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey };
  const words = ["--port", address, "posix", "--sidecar", sidecar, join(folder, "buckets")];
  const server = spawn(path, words, { env, stdio: "ignore" });
  context.after(async () => {
    const isGone = server.exitCode === null ? once(server, "exit") : undefined;
    server.kill();
    await isGone;
  });
  const endpoint = `http://${address}`;
  for (let waitedMs = 0; !(await answers(endpoint)); waitedMs += POLL_MS) {
    if (server.exitCode !== null || waitedMs > START_MAX_MS) throw new Error("versitygw does not start");
    await setTimeout(POLL_MS);
  }
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  return { endpoint, credentials: CREDENTIALS, bucketFolder, environment };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await (await fetch(endpoint)).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
