import { temporaryFolder } from "@coffer/testkit/borg";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { repositorySuite } from "@coffer/testkit/repository-suite";
import { HeedlessStore } from "@coffer/testkit/object-store-suite";
import { S3Simulator } from "@coffer/testkit/s3";
import { findRclone, makeLocalRemote } from "@coffer/testkit/rclone";
import {
  CheckingStore,
  MemoryObjectStore,
  RcloneObjectStore,
  RetryingStore,
  S3ObjectStore,
} from "../object-store/index.ts";
import { createBucketRepository, openBucketRepository } from "./bucket-repository.ts";

for (const [name, makeStore] of [
  ["bucket in memory", () => new MemoryObjectStore()],
  ["bucket without conditions", () => new CheckingStore(new HeedlessStore())],
] as const) {
  repositorySuite(name, async () => {
    const store = makeStore();
    const ctx = testContext({ randomBytes: seededRandomBytes("memory") });
    await (await createBucketRepository(store, {}, ctx)).close();
    return { open: () => openBucketRepository(store, { exclusive: true }, ctx) };
  });
}

repositorySuite("bucket on S3", async (context) => {
  const simulator = await S3Simulator.start(context);
  simulator.addBucket("bucket");
  const { endpoint, credentials } = simulator;
  const place = { bucket: "bucket", prefix: "repository", profile: undefined, location: "s3://bucket/repository" };
  const ctx = testContext({ randomBytes: seededRandomBytes("s3") });
  const s3 = new S3ObjectStore(place, { endpoint, region: "eu-test-1", isPathStyle: true, credentials });
  context.after(() => s3.close());
  const store = new RetryingStore(s3, ctx);
  await (await createBucketRepository(store, {}, ctx)).close();
  return { open: () => openBucketRepository(store, { exclusive: true }, ctx) };
});

repositorySuite(
  "bucket on rclone",
  async (context) => {
    const { remote, environment } = makeLocalRemote(temporaryFolder(context));
    const settings = { program: "rclone", environment: { ...process.env, ...environment } };
    const ctx = testContext({ randomBytes: seededRandomBytes("rclone") });
    const rclone = new RcloneObjectStore({ remote, location: "rclone:disk:" }, settings, ctx);
    const store = new CheckingStore(new RetryingStore(rclone, ctx));
    context.after(() => store.close());
    await (await createBucketRepository(store, {}, ctx)).close();
    return { open: () => openBucketRepository(store, { exclusive: true }, ctx) };
  },
  { skip: findRclone().skip },
);
