/** What stands on one line of a page. */
export interface Entry {
  /** As it is in the repository: may hold anything, control characters too. */
  readonly name: string;
  /** What it is, in a few words: size, time, kind. */
  readonly detail: string;
  readonly place: Place;
}

/** Something that can be looked at. Archives, folders and files can be restored, too. */
export type Place =
  | { readonly kind: "repository"; readonly repository: string }
  | { readonly kind: "archive"; readonly repository: string; readonly archive: string }
  | {
      readonly kind: "folder" | "file" | "other";
      readonly repository: string;
      readonly archive: string;
      /** As Borg lists it, without a slash in front. */
      readonly path: string;
    };

/** Where pages come from. */
export interface BrowseSource {
  /** The first page. */
  repositories(): readonly Entry[];
  /**
   * What is in a repository, an archive or a folder.
   *
   * @throws {Error} If it cannot be read.
   */
  list(place: Place): Promise<readonly Entry[]>;
  /**
   * The beginning of a file as lines.
   *
   * @throws {Error} If it cannot be read.
   */
  preview(place: Place): Promise<readonly string[]>;
  /**
   * Extracts an archive, a folder or a file below `target`, which is made where missing.
   *
   * @throws {Error} If that fails; what was extracted before stays.
   */
  restore(place: Place, target: string): Promise<void>;
}
