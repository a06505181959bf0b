import { BorgError } from "@coffer/format/errors";

/** What went wrong, for those who can do something about it. */
export type ObjectStoreTrouble =
  | "missing"
  | "unmet"
  | "conflict"
  | "no-bucket"
  | "credentials"
  | "denied"
  | "full"
  | "clock"
  | "unsafe"
  | "shared"
  | "unreachable"
  | "no-rclone"
  | "refused";

const TEXT: Readonly<Record<ObjectStoreTrouble, string>> = {
  missing: "there is no such object",
  unmet: "somebody else has written this object meanwhile",
  conflict: "somebody else is writing this object",
  "no-bucket": "the bucket does not exist",
  credentials: "the store does not accept the credentials",
  denied: "the store does not permit this with these credentials",
  full: "the store takes no more data",
  clock: "the clock of this machine differs too much from that of the store",
  unsafe: "repositories would not be safe in this store: it does not do what it accepts",
  shared: "the store has no conditional writes, and another host writes there",
  unreachable: "the store cannot be reached",
  "no-rclone": "rclone cannot be started, or has ended",
  refused: "the store has refused the request",
};

/** Exit codes of Borg's errors that say the same of other repositories. */
const EXIT_CODES: Readonly<Partial<Record<ObjectStoreTrouble, number>>> = {
  "no-bucket": 13,
  credentials: 21,
  denied: 21,
  unreachable: 80,
};

const RETRYABLE: ReadonlySet<ObjectStoreTrouble> = new Set(["conflict", "clock", "unreachable"]);

/** An object store did not do what it was asked for. */
export class ObjectStoreError extends BorgError {
  static override readonly msgid: string = "ObjectStoreError";
  readonly trouble: ObjectStoreTrouble;
  /** Of the object, or of the store. */
  readonly location: string;
  /** Whether a put that failed with this may have been done, or be done yet. */
  readonly isDoubtful: boolean;

  /** @param detail What the store says, in its words. */
  constructor(
    trouble: ObjectStoreTrouble,
    location: string,
    options: { readonly detail?: string | undefined; readonly isDoubtful?: boolean; readonly cause?: unknown } = {},
  ) {
    const detail = options.detail === undefined ? "" : ` (${options.detail})`;
    super(`${location}: ${TEXT[trouble]}${detail}`, { cause: options.cause });
    this.trouble = trouble;
    this.location = location;
    this.isDoubtful = options.isDoubtful ?? false;
  }

  override get exitCode(): number {
    return EXIT_CODES[this.trouble] ?? super.exitCode;
  }

  /** Whether the same call may succeed a little later. */
  get retryable(): boolean {
    return RETRYABLE.has(this.trouble);
  }
}

/** Whether `error` says this of an object store. */
export function isTrouble(error: unknown, trouble: ObjectStoreTrouble): boolean {
  return error instanceof ObjectStoreError && error.trouble === trouble;
}
