/** Requests as object stores charge for them. PUT: whatever writes, POST too; GET: whatever reads an object. */
export type RequestKind = "PUT" | "GET" | "HEAD" | "LIST" | "DELETE";

/** Requests of one kind; attempts that failed count as well. */
export interface RequestCount {
  readonly count: number;
  /** Bytes of their bodies. */
  readonly sent: number;
  /** Bytes of the bodies of the answers. */
  readonly received: number;
}

const NONE: RequestCount = { count: 0, sent: 0, received: 0 };

/** Counts what is asked of object stores. */
export class RequestMeter {
  readonly #counts = new Map<RequestKind, RequestCount>();

  note(kind: RequestKind, { count = 1, sent = 0, received = 0 }: Partial<RequestCount>): void {
    const before = this.of(kind);
    this.#counts.set(kind, {
      count: before.count + count,
      sent: before.sent + sent,
      received: before.received + received,
    });
  }

  /** Takes in what another meter has counted. */
  add(other: RequestMeter): void {
    for (const [kind, count] of other.counts) this.note(kind, count);
  }

  of(kind: RequestKind): RequestCount {
    return this.#counts.get(kind) ?? NONE;
  }

  /** Kinds that there were any of. */
  get counts(): ReadonlyMap<RequestKind, RequestCount> {
    return this.#counts;
  }
}
