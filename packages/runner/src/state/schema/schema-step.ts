/** A change of the tables. */
export interface SchemaStep {
  /** Number and meaning; kept in the database when the step has been applied. */
  readonly name: string;
  /** Statements; times are milliseconds since 1970, repositories are named by their path or URL. */
  readonly sql: string;
}
