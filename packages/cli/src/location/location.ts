import { normalizePath } from "./normalize-path.ts";

/** Where a repository lies, and which archive of it is meant. */
export interface Location {
  /** As the user gave it, placeholders and all. */
  readonly raw: string;
  /** After the placeholders were filled. */
  readonly processed: string;
  readonly proto: "file" | "ssh" | "sftp" | "s3" | "rclone";
  /** Of S3: the profile. */
  readonly user: string | undefined;
  /** Without the brackets of an IPv6 address. Of S3: the bucket; of rclone: the remote. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Normalised, not made absolute. */
  readonly path: string;
  readonly archive: string | undefined;
}

/** A text that is no location. */
export class LocationSyntaxError extends Error {
  override readonly name: string = "LocationSyntaxError";

  constructor(processed: string) {
    super(`Invalid location format: "${processed}"`);
  }
}

export interface LocationWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @throws {PlaceholderSyntaxError} If braces do not pair up. */
  fillPlaceholders(text: string): string;
}

const HOST = String.raw`((?!\[)[^:/]+(?<!\])|\[[0-9a-fA-F:.]+\])`;
const USER = String.raw`(?:([^@:/]+)@)?`;
/** Anything without "::". */
const NO_DOUBLE_COLON = String.raw`(?:[^:]|:(?!:))+`;
const ARCHIVE = String.raw`(?:::([^/]+))?$`;

const SSH_SHAPE = new RegExp(`^(ssh|sftp)://${USER}${HOST}(?::(\\d+))?(/${NO_DOUBLE_COLON})${ARCHIVE}`);
const S3_SHAPE = new RegExp(`^s3://${USER}([A-Za-z0-9][A-Za-z0-9._-]+)(/(?:${NO_DOUBLE_COLON})?)?${ARCHIVE}`);
/** A host of this name, with a path that has a colon, must be given as `ssh://rclone/…`. */
const RCLONE_BEGINNING = /^rclone:[^:/]*:/;
/** Names that rclone takes in its configuration; a path with `]` is one that it cannot serve. */
const RCLONE_SHAPE = new RegExp(String.raw`^rclone:([\w.+@][\w.+@ -]*):((?:[^:\]]|:(?!:))*)${ARCHIVE}`);
const FILE_SHAPE = new RegExp(`^file://([^/]*/${NO_DOUBLE_COLON})${ARCHIVE}`);
const SCP_SHAPE = new RegExp(`^(?:${USER}${HOST}:)?((?!:|//|s(?:sh|ftp)://)${NO_DOUBLE_COLON})${ARCHIVE}`);
const FROM_ENVIRONMENT_SHAPE = /^(?:::|::([^/]+))?$/;

/**
 * Reads a repository or archive location: `PATH`, `file://PATH`, `[user@]host:PATH`, `ssh://[user@]host[:port]PATH`,
 * `sftp://...` alike, `s3://[profile@]bucket[/PREFIX]`, `rclone:REMOTE:[PATH]`, each with an optional `::ARCHIVE`. An empty text, `::` and `::ARCHIVE` stand for the repository of `BORG_REPO`.
 *
 * @throws {LocationSyntaxError} If it is none of these.
 * @throws {PlaceholderError} {InvalidPlaceholder} For a wrong placeholder.
 */
export function parseLocation(text: string, world: LocationWorld): Location {
  const processed = world.fillPlaceholders(text);
  const direct = parseParts(processed);
  if (direct !== undefined) return { raw: text, processed, ...direct };
  const repositoryRaw = world.env["BORG_REPO"];
  const short = FROM_ENVIRONMENT_SHAPE.exec(processed);
  if (short === null || repositoryRaw === undefined) throw new LocationSyntaxError(processed);
  const archive = short[1];
  const repository = world.fillPlaceholders(repositoryRaw);
  const whole = archive === undefined ? repository : `${repository}::${archive}`;
  const parts = parseParts(repository);
  if (parts === undefined) throw new LocationSyntaxError(whole);
  return {
    ...parts,
    raw: archive === undefined ? repositoryRaw : repositoryRaw + text,
    processed: whole,
    archive,
  };
}

type Parts = Omit<Location, "raw" | "processed">;

function parseParts(text: string): Parts | undefined {
  const ssh = SSH_SHAPE.exec(text);
  if (ssh !== null) {
    const [, proto, user, host = "", port, path = "", archive] = ssh;
    return {
      proto: proto === "sftp" ? "sftp" : "ssh",
      user,
      host: bareHost(host),
      port: port === undefined ? undefined : Number(port) || undefined,
      path: normalizeKept(path),
      archive,
    };
  }
  if (text.startsWith("s3://")) {
    const s3 = S3_SHAPE.exec(text);
    if (s3 === null) return undefined;
    const [, user, host, path = "/", archive] = s3;
    return { proto: "s3", user, host, port: undefined, path: normalizePath(path.replace(/^\/+/, "/")), archive };
  }
  if (RCLONE_BEGINNING.test(text)) return parseRclone(text);
  const file = FILE_SHAPE.exec(text);
  if (file !== null) {
    const [, path = "", archive] = file;
    return { proto: "file", user: undefined, host: undefined, port: undefined, path: normalizeKept(path), archive };
  }
  const scp = SCP_SHAPE.exec(text);
  if (scp !== null) {
    const [, user, host, path = "", archive] = scp;
    return {
      proto: host === undefined ? "file" : "ssh",
      user,
      host: host === undefined ? undefined : bareHost(host),
      port: undefined,
      path: normalizeKept(path),
      archive,
    };
  }
  return undefined;
}

function parseRclone(text: string): Parts | undefined {
  const [, host, written, archive] = RCLONE_SHAPE.exec(text) ?? [];
  if (host === undefined || written === undefined) return undefined;
  const normal = normalizePath(written.replace(/^\/+/, "/"));
  if (normal.startsWith("..")) return undefined;
  return { proto: "rclone", user: undefined, host, port: undefined, path: normal === "." ? "" : normal, archive };
}

/** Normalises, but keeps `/./` in front: it makes a remote path relative. */
function normalizeKept(path: string): string {
  const normal = normalizePath(path);
  return path.startsWith("/./") ? `/.${normal}` : normal;
}

function bareHost(host: string): string {
  return host.startsWith("[") ? host.slice(1, -1) : host;
}

/** The repository alone, in the one form that stands for all ways to write it. */
export function canonicalPath(location: Location): string {
  if (location.proto === "file") return location.path;
  if (location.proto === "s3") return `s3://${location.host ?? ""}${location.path === "/" ? "" : location.path}`;
  if (location.proto === "rclone") return `rclone:${location.host ?? ""}:${location.path}`;
  const path = location.path.startsWith("~")
    ? `/${location.path}`
    : location.path.startsWith("/")
      ? location.path
      : `/./${location.path}`;
  const user = location.user === undefined ? "" : `${location.user}@`;
  const host = location.host?.includes(":") === true ? `[${location.host}]` : (location.host ?? "");
  const port = location.port === undefined ? "" : `:${location.port}`;
  return `${location.proto}://${user}${host}${port}${path}`;
}

function stripUnderscores(text: string): string {
  let start = 0;
  let end = text.length;
  while (text[start] === "_") start += 1;
  while (end > start && text[end - 1] === "_") end -= 1;
  return text.slice(start, end);
}

/** Longest key file name, in code points. */
const KEY_FILE_NAME_MAX = 100;

/** Name of a new key file for this repository, without folder. */
export function keyFileName(location: Location): string {
  const plain = (text: string): string => text.replace(/[^\p{L}\p{N}_]/gu, "_");
  const path = stripUnderscores(plain(location.path));
  const name = location.proto === "file" ? path : `${plain(location.host ?? "")}__${path}`;
  return Array.from(name).slice(0, KEY_FILE_NAME_MAX).join("");
}
