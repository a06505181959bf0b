/** What an archive takes of a path. */
export type Coverage =
  /** It and, for a folder, what is in it, as far as no pattern leaves out parts of that. */
  | { readonly state: "covered" }
  /** It lies in a source, but is left out. */
  | { readonly state: "excluded"; readonly because: string }
  /** A folder of which some parts are sources. */
  | { readonly state: "partly" }
  /** No source holds it. */
  | { readonly state: "elsewhere" };
