export { CredentialFailed } from "./credential-failed.ts";
export { resolveCredential } from "./resolve-credential.ts";
