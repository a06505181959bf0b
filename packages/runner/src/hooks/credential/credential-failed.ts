/** A secret that the configuration only names could not be had. The message never holds one. */
export class CredentialFailed extends Error {
  override readonly name = "CredentialFailed";
}
