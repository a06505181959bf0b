import { BorgError } from "./borg-error.ts";

/** `init` met a repository at or above its target; nothing was changed. */
export class RepositoryAlreadyExists extends BorgError {
  static override readonly msgid: string = "Repository.AlreadyExists";
  static override readonly exitCode: number = 10;
  readonly path: string;

  constructor(path: string) {
    super(`A repository already exists at ${path}.`);
    this.path = path;
  }
}

/** The segments carry Attic's magic. */
export class AtticRepository extends BorgError {
  static override readonly msgid: string = "Repository.AtticRepository";
  static override readonly exitCode: number = 11;
  readonly path: string;

  constructor(path: string) {
    super(`Attic repository detected. Please run "borg upgrade ${path}".`);
    this.path = path;
  }
}

/** The log and its index contradict each other in a way that a replay cannot mend. */
export class CheckNeeded extends BorgError {
  static override readonly msgid: string = "Repository.CheckNeeded";
  static override readonly exitCode: number = 12;
  static override readonly showTraceback: boolean = true;
  readonly path: string;

  constructor(path: string) {
    super(`Inconsistency detected. Please run "borg check ${path}".`);
    this.path = path;
  }
}

/** No such folder. */
export class RepositoryDoesNotExist extends BorgError {
  static override readonly msgid: string = "Repository.DoesNotExist";
  static override readonly exitCode: number = 13;
  readonly path: string;

  constructor(path: string) {
    super(`Repository ${path} does not exist.`);
    this.path = path;
  }
}

/** Refused before the commit; the transaction was rolled back. */
export class InsufficientFreeSpaceError extends BorgError {
  static override readonly msgid: string = "Repository.InsufficientFreeSpaceError";
  static override readonly exitCode: number = 14;
  readonly required: string;
  readonly available: string;

  constructor(required: string, available: string) {
    super(`Insufficient free space to complete transaction (required: ${required}, available: ${available}).`);
    this.required = required;
    this.available = available;
  }
}

/** There is something, but it is no repository. */
export class InvalidRepository extends BorgError {
  static override readonly msgid: string = "Repository.InvalidRepository";
  static override readonly exitCode: number = 15;
  readonly path: string;

  constructor(path: string) {
    super(`${path} is not a valid repository. Check repo config.`);
    this.path = path;
  }
}

/** `config` lacks a section or field, or holds one that this version refuses. */
export class InvalidRepositoryConfig extends BorgError {
  static override readonly msgid: string = "Repository.InvalidRepositoryConfig";
  static override readonly exitCode: number = 16;
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path} does not have a valid configuration. Check repo config [${reason}].`);
    this.path = path;
    this.reason = reason;
  }
}

/** The index holds no object of this id (`id`: 64 hex digits). */
export class ObjectNotFound extends BorgError {
  static override readonly msgid: string = "Repository.ObjectNotFound";
  static override readonly exitCode: number = 17;
  static override readonly showTraceback: boolean = true;
  readonly id: string;
  readonly path: string;

  constructor(id: string, path: string) {
    super(`Object with key ${id} not found in repository ${path}.`);
    this.id = id;
    this.path = path;
  }
}

/** `init` without `--make-parent-dirs` below a missing folder. */
export class ParentPathDoesNotExist extends BorgError {
  static override readonly msgid: string = "Repository.ParentPathDoesNotExist";
  static override readonly exitCode: number = 18;
  readonly path: string;

  constructor(path: string) {
    super(`The parent path of the repo directory [${path}] does not exist.`);
    this.path = path;
  }
}

/** `init` met something that is no repository. */
export class PathAlreadyExists extends BorgError {
  static override readonly msgid: string = "Repository.PathAlreadyExists";
  static override readonly exitCode: number = 19;
  readonly path: string;

  constructor(path: string) {
    super(`There is already something at ${path}.`);
    this.path = path;
  }
}

/** The transaction is doomed: its commit raises the same and rolls back. */
export class StorageQuotaExceeded extends BorgError {
  static override readonly msgid: string = "Repository.StorageQuotaExceeded";
  static override readonly exitCode: number = 20;
  readonly quota: string;
  readonly used: string;

  constructor(quota: string, used: string) {
    super(`The storage quota (${quota}) has been exceeded (${used}). Try deleting some archives.`);
    this.quota = quota;
    this.used = used;
  }
}

/** The path may not be looked at. */
export class PathPermissionDenied extends BorgError {
  static override readonly msgid: string = "Repository.PathPermissionDenied";
  static override readonly exitCode: number = 21;
  readonly path: string;

  constructor(path: string) {
    super(`Permission denied to ${path}.`);
    this.path = path;
  }
}

/** Something was asked for that could make data vanish. */
export class RepositoryIsAppendOnly extends BorgError {
  readonly path: string;

  constructor(path: string) {
    super(`${path} is in append-only mode`);
    this.path = path;
  }
}
