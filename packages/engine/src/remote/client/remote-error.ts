import {
  AtticRepository,
  BorgError,
  CheckNeeded,
  ErrorWithTraceback,
  InsufficientFreeSpaceError,
  IntegrityError,
  InvalidRepository,
  InvalidRepositoryConfig,
  InvalidRPCMethod,
  LockFailed,
  LockTimeout,
  NotLocked,
  NotMyLock,
  ObjectNotFound,
  ParentPathDoesNotExist,
  PathAlreadyExists,
  PathNotAllowed,
  PathPermissionDenied,
  RepositoryAlreadyExists,
  RepositoryDoesNotExist,
  RPCError,
  StorageQuotaExceeded,
} from "@coffer/format/errors";
import type { RpcFailure } from "@coffer/format/rpc";

/** What an exception of the server was made of, as far as we can use it. */
interface Thrown {
  /** The repository, as the user wrote it. */
  readonly location: string;
  /** Argument by its place, or Borg's words where a server is too old to tell. */
  readonly arg: (place: number, otherwise?: string) => string;
}

/** By the name that a server gives. */
const ERRORS: ReadonlyMap<string, (thrown: Thrown) => BorgError> = new Map(
  Object.entries<(thrown: Thrown) => BorgError>({
    Error: ({ arg }) => new BorgError(arg(0)),
    ErrorWithTraceback: ({ arg }) => new ErrorWithTraceback(arg(0)),
    InvalidRepository: ({ location }) => new InvalidRepository(location),
    InvalidRepositoryConfig: ({ location, arg }) => new InvalidRepositoryConfig(location, arg(1)),
    DoesNotExist: ({ location }) => new RepositoryDoesNotExist(location),
    AlreadyExists: ({ location }) => new RepositoryAlreadyExists(location),
    CheckNeeded: ({ location }) => new CheckNeeded(location),
    IntegrityError: ({ arg }) => new IntegrityError(arg(0)),
    AtticRepository: ({ arg }) => new AtticRepository(arg(0)),
    PathNotAllowed: ({ arg }) => new PathNotAllowed(arg(0, "(unknown)")),
    PathPermissionDenied: ({ arg }) => new PathPermissionDenied(arg(0)),
    PathAlreadyExists: ({ arg }) => new PathAlreadyExists(arg(0)),
    ParentPathDoesNotExist: ({ arg }) => new ParentPathDoesNotExist(arg(0)),
    ObjectNotFound: ({ location, arg }) => new ObjectNotFound(arg(0), location),
    InvalidRPCMethod: ({ arg }) => new InvalidRPCMethod(arg(0)),
    LockTimeout: ({ arg }) => new LockTimeout(arg(0)),
    LockFailed: ({ arg }) => new LockFailed(arg(0), arg(1, "")),
    NotLocked: ({ arg }) => new NotLocked(arg(0)),
    NotMyLock: ({ arg }) => new NotMyLock(arg(0)),
    InsufficientFreeSpaceError: ({ arg }) => new InsufficientFreeSpaceError(arg(0), arg(1)),
    StorageQuotaExceeded: ({ arg }) => new StorageQuotaExceeded(arg(0), arg(1)),
  }),
);

/**
 * The error that an exception of the server stands for; an {@link RPCError} if we have none.
 * @param location The repository, as the user wrote it.
 */
export function remoteError(failure: RpcFailure, location: string): BorgError {
  const known = ERRORS.get(failure.exception_class);
  if (known === undefined) return unknownError(failure);
  const args = failure.exception_args ?? [];
  return known({ location, arg: (place, otherwise = "(not available)") => String(args[place] ?? otherwise) });
}

function unknownError(failure: RpcFailure): RPCError {
  const { exception_class, exception_full, exception_short, exception_trace, sysinfo } = failure;
  const message = (exception_trace ? exception_full : exception_short).join("\n");
  return new RPCError(exception_class, message, exception_trace, sysinfo);
}
