import { toHex } from "@coffer/format/bytes";
import type { Session } from "../session/index.ts";

/** What Borg's JSON tells about a repository in every answer. */
export interface RepositoryFacts {
  /** 64 hex digits. */
  readonly id: string;
  readonly location: string;
  /** Timestamp of the manifest, UTC, `YYYY-MM-DDTHH:MM:SS.ffffff`. */
  readonly last_modified: string;
  /** Argument of `init --encryption`. */
  readonly encryption_mode: string;
  /** Borg's name for the kind of key. */
  readonly key_name: string;
  /** Path of the key file, for the keyfile modes. */
  readonly keyfile: string | undefined;
  /** The security folder. */
  readonly security_dir: string;
}

export function repositoryFacts(session: Session): RepositoryFacts {
  const { mode, name } = session.key.keyType;
  return {
    id: toHex(session.repository.id),
    location: session.repository.location,
    last_modified: session.manifest.timestamp ?? "",
    encryption_mode: mode,
    key_name: name,
    keyfile: session.keyFile,
    security_dir: session.security.folder,
  };
}
