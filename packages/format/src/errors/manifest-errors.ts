import { BorgError } from "./borg-error.ts";

/** The manifest demands a feature that Borg 1.x does not have. */
export class MandatoryFeatureUnsupported extends BorgError {
  static override readonly msgid: string = "MandatoryFeatureUnsupported";
  static override readonly exitCode: number = 25;
  readonly features: string;

  constructor(features: string) {
    super(
      `Unsupported repository feature(s) ${features}. A newer version of Borg is required to access this repository.`,
    );
    this.features = features;
  }
}

/** There is no object of id 0…0. */
export class NoManifestError extends BorgError {
  static override readonly msgid: string = "NoManifestError";
  static override readonly exitCode: number = 26;

  constructor() {
    super("Repository has no manifest.");
  }
}

/** The manifest is from a future version. */
export class UnsupportedManifestError extends BorgError {
  static override readonly msgid: string = "UnsupportedManifestError";
  static override readonly exitCode: number = 27;

  constructor() {
    super("Unsupported manifest envelope. A newer version is required to access this repository.");
  }
}
