import { BorgError } from "./borg-error.ts";

/** The manifest lists an archive of this name already. */
export class ArchiveAlreadyExists extends BorgError {
  static override readonly msgid: string = "Archive.AlreadyExists";
  static override readonly exitCode: number = 30;
  readonly archiveName: string;

  constructor(archiveName: string) {
    super(`Archive ${archiveName} already exists`);
    this.archiveName = archiveName;
  }
}

/** The manifest lists no archive of this name; the repository itself is sound. */
export class ArchiveDoesNotExist extends BorgError {
  static override readonly msgid: string = "Archive.DoesNotExist";
  static override readonly exitCode: number = 31;
  readonly archiveName: string;

  constructor(archiveName: string) {
    super(`Archive ${archiveName} does not exist`);
    this.archiveName = archiveName;
  }
}
