/** A dump, a snapshot or a restore could not be done. The message names it and holds the last lines that its tool has said; never a secret. */
export class DataSourceFailed extends Error {
  override readonly name = "DataSourceFailed";
}
