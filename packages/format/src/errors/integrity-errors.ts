import { IntegrityError } from "./borg-error.ts";

/** A cache or index file does not have the digest that was noted for it. */
export class FileIntegrityError extends IntegrityError {
  static override readonly msgid: string = "FileIntegrityError";
  static override readonly exitCode: number = 91;

  constructor(path: string) {
    super("");
    this.message = `File failed integrity check: ${path}`;
  }
}

/** A compressed payload is malformed or larger than its bound. */
export class DecompressionError extends IntegrityError {
  static override readonly msgid: string = "DecompressionError";
  static override readonly exitCode: number = 92;

  constructor(reason: string) {
    super(reason);
    this.message = `Decompression error: ${reason}`;
  }
}

/** The manifest's TAM does not fit its bytes. */
export class TAMInvalid extends IntegrityError {
  static override readonly msgid: string = "TAMInvalid";
  static override readonly exitCode: number = 97;

  constructor() {
    super("Manifest authentication did not verify");
  }
}

/** An archive's TAM does not fit its bytes. */
export class ArchiveTAMInvalid extends IntegrityError {
  static override readonly msgid: string = "ArchiveTAMInvalid";
  static override readonly exitCode: number = 95;

  constructor() {
    super("Archive authentication did not verify");
  }
}

const TAM_REQUIRED_EXPLANATION = `This either means that you are under attack, or that you modified this repository
with a Borg version older than 1.0.9 after TAM authentication was enabled.

In the latter case, use "borg upgrade --tam --force 'REPOSITORY'" to re-authenticate the manifest.`;

/** The manifest carries no TAM although this repository demands one. */
export class TAMRequiredError extends IntegrityError {
  static override readonly msgid: string = "TAMRequiredError";
  static override readonly exitCode: number = 98;

  constructor() {
    super("");
    this.message = "Manifest is unauthenticated, but it is required for this repository.";
  }

  /** As Borg up to 1.2.4 explains it; later ones leave the user with the message. */
  override get explanation(): string {
    return TAM_REQUIRED_EXPLANATION;
  }
}

/** An archive carries no TAM although this repository demands one. */
export class ArchiveTAMRequiredError extends IntegrityError {
  static override readonly msgid: string = "ArchiveTAMRequiredError";
  static override readonly exitCode: number = 96;

  constructor(archiveName: string) {
    super("");
    this.message = `Archive '${archiveName}' is unauthenticated, but it is required for this repository.`;
  }
}

/** The TAM names a suite that Borg 1.x does not have. */
export class TAMUnsupportedSuiteError extends IntegrityError {
  static override readonly msgid: string = "TAMUnsupportedSuiteError";
  static override readonly exitCode: number = 99;

  constructor(suite: string) {
    super("");
    this.message = `Could not verify manifest: Unsupported suite "'${suite}'"; a newer version is needed.`;
  }
}
