/** In what a file differs from its item. */
export type MismatchKind =
  | "missing"
  | "unreadable"
  | "type"
  | "content"
  | "mode"
  | "owner"
  | "mtime"
  | "device"
  | "symlink target"
  | "hard link"
  | "extended attributes"
  | "access control list"
  | "repaired with zeros";

/** Something of a file that is not what its item says. */
export interface Mismatch {
  /** In the archive. */
  readonly path: string;
  readonly kind: MismatchKind;
  /** What the archive says and what is there; may be empty. */
  readonly detail: string;
  /** The file that was restored, or the one that it was made from. */
  readonly side: "restored" | "source";
}
