import type { Row, State } from "../../state/index.ts";
import type { EscrowRecord } from "./escrow-record.ts";

/** The copies that were made of the key of one repository. */
export class EscrowStore {
  readonly #state: State;
  readonly #repository: string;

  /** @param repository Path or URL. */
  constructor(state: State, repository: string) {
    this.#state = state;
    this.#repository = repository;
  }

  /** Notes a copy that was just made. Durable on return. */
  add({ form, place, passphrasePlace, keyDigest, exportedMs }: Omit<EscrowRecord, "id" | "provenMs">): void {
    this.#state.run(
      `INSERT INTO key_escrows (repository, form, place, passphrase_place, key_digest, exported_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
      ...[this.#repository, form, place, passphrasePlace, keyDigest, exportedMs],
    );
  }

  /** Notes that a copy was found and was right. Durable on return. */
  noteProof(id: number, nowMs: number): void {
    this.#state.run("UPDATE key_escrows SET proven_ms = ? WHERE id = ?", nowMs, id);
  }

  /** All copies, the latest first. */
  list(): EscrowRecord[] {
    return this.#state
      .all("SELECT * FROM key_escrows WHERE repository = ? ORDER BY exported_ms DESC, id DESC", this.#repository)
      .map(recordOf);
  }

  latest(): EscrowRecord | undefined {
    return this.list()[0];
  }
}

function recordOf(row: Row): EscrowRecord {
  return {
    id: Number(row["id"]),
    form: String(row["form"]) as EscrowRecord["form"],
    place: String(row["place"]),
    passphrasePlace: String(row["passphrase_place"]),
    keyDigest: String(row["key_digest"]),
    exportedMs: Number(row["exported_ms"]),
    provenMs: row["proven_ms"] === null ? undefined : Number(row["proven_ms"]),
  };
}
