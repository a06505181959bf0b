import { createHash, randomUUID } from "node:crypto";
import { header, S3Failure } from "./s3-request.ts";
import type { S3Request } from "./s3-request.ts";

export interface StoredVersion {
  readonly versionId: string;
  /** `undefined`: a delete marker. */
  readonly body: Buffer | undefined;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedMs: number;
}

export interface Upload {
  readonly key: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly parts: Map<number, Buffer>;
}

/** What a bucket holds. With versions, nothing is ever lost. */
export class StoredBucket {
  readonly isVersioned: boolean;
  readonly uploads: Map<string, Upload> = new Map();
  readonly #versions = new Map<string, StoredVersion[]>();

  constructor(isVersioned: boolean) {
    this.isVersioned = isVersioned;
  }

  /** Objects with their versions; uploads that are under way are not copied. */
  copy(): StoredBucket {
    const copy = new StoredBucket(this.isVersioned);
    for (const [key, versions] of this.#versions) copy.#versions.set(key, versions);
    return copy;
  }

  /** Keys of what is there, in the order of their bytes. */
  get keys(): string[] {
    return [...this.#versions.keys()].filter((key) => this.current(key) !== undefined).sort(byBytes);
  }

  current(key: string): (StoredVersion & { readonly body: Buffer }) | undefined {
    const last = this.#versions.get(key)?.at(-1);
    return last?.body === undefined ? undefined : { ...last, body: last.body };
  }

  version(key: string, versionId: string): StoredVersion | undefined {
    return this.#versions.get(key)?.find((version) => version.versionId === versionId);
  }

  /** All versions, of each key the newest first. */
  *versions(prefix: string): Generator<StoredVersion & { readonly key: string; readonly isLatest: boolean }> {
    for (const key of [...this.#versions.keys()].sort(byBytes)) {
      if (!key.startsWith(prefix)) continue;
      const all = (this.#versions.get(key) ?? []).toReversed();
      for (const [at, version] of all.entries()) yield { ...version, key, isLatest: at === 0 };
    }
  }

  put(
    key: string,
    body: Buffer,
    metadata: Readonly<Record<string, string>>,
    nowMs: number,
    etag: string = md5(body),
  ): StoredVersion {
    const version = { versionId: randomUUID(), body, etag: `"${etag}"`, metadata, modifiedMs: nowMs };
    this.#add(key, version);
    return version;
  }

  delete(key: string, nowMs: number): void {
    if (!this.isVersioned) this.#versions.delete(key);
    else this.#add(key, { versionId: randomUUID(), body: undefined, etag: "", metadata: {}, modifiedMs: nowMs });
  }

  /** @throws {S3Failure} If the conditions of the request do not hold. */
  assertConditions(request: S3Request): void {
    const current = this.current(request.key);
    const ifMatch = header(request, "if-match");
    const ifNoneMatch = header(request, "if-none-match");
    if (ifMatch !== undefined && current === undefined) throw new S3Failure(404, "NoSuchKey");
    const isMet =
      (ifMatch === undefined || current?.etag === ifMatch) && (ifNoneMatch !== "*" || current === undefined);
    if (!isMet) throw new S3Failure(412, "PreconditionFailed", "At least one of the pre-conditions did not hold");
  }

  #add(key: string, version: StoredVersion): void {
    const before = this.isVersioned ? (this.#versions.get(key) ?? []) : [];
    this.#versions.set(key, [...before, version]);
  }
}

export function md5(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
