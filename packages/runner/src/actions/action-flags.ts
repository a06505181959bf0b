/**
 * The flags of each action on the command line. A flag that is another spelling of an option (`--progress`, `--stats`,
 * `--quick-stats`, `--list`, `--threshold`, and `--match-archives` but for `delete`) is not here: whoever reads the command line
 * sets that option.
 */
export interface ActionFlags {
  readonly create: CreateFlags;
  readonly prune: PruneFlags;
  readonly compact: CompactFlags;
  readonly check: CheckFlags;
  readonly audit: AuditFlags;
  readonly "repo-create": RepoCreateFlags;
  readonly "repo-list": RepoListFlags;
  readonly "repo-info": RepoInfoFlags;
  readonly "repo-delete": RepoDeleteFlags;
  readonly list: ListFlags;
  readonly info: InfoFlags;
  readonly growth: GrowthFlags;
  readonly extract: ExtractFlags;
  readonly "export-tar": ExportTarFlags;
  readonly mount: MountFlags;
  readonly umount: UmountFlags;
  readonly restore: RestoreFlags;
  readonly delete: DeleteFlags;
  readonly recreate: RecreateFlags;
  readonly diff: DiffFlags;
  readonly transfer: NoFlags;
  readonly "break-lock": NoFlags;
  readonly "key export": KeyExportFlags;
  readonly "key import": KeyImportFlags;
  readonly "key change-passphrase": NoFlags;
  readonly borg: BorgFlags;
  readonly drill: DrillFlags;
}

/** An action that works on a repository, or on a mount point. */
export type ActionName = keyof ActionFlags;

/** One action that was asked for. */
export type ActionRequest = {
  readonly [Name in ActionName]: {
    readonly name: Name;
    readonly flags: ActionFlags[Name];
    /** `--repository`: path, label or glob. */
    readonly repository?: string;
  };
}[ActionName];

/** An action without flags of its own. */
export type NoFlags = Readonly<Record<string, never>>;

/** Which archives of a list are shown. */
export interface ArchiveSelectionFlags {
  readonly sortBy?: string;
  readonly first?: number;
  readonly last?: number;
}

export interface CreateFlags {
  readonly json?: boolean;
  readonly comment?: string;
}

export interface PruneFlags {
  /** Show what each rule would keep, and delete nothing. */
  readonly simulate?: boolean;
  /** Of a simulation. */
  readonly json?: boolean;
}

export interface CompactFlags {
  readonly cleanupCommits?: boolean;
}

/** What `--only` takes. */
export type CheckName = "repository" | "archives" | "data" | "extract" | "spot";

export interface CheckFlags {
  readonly repair?: boolean;
  /** Checks are due, whatever their frequency and day. */
  readonly force?: boolean;
  /** Instead of the configured checks. */
  readonly only?: readonly CheckName[];
  /** Seconds. */
  readonly maxDuration?: number;
}

export interface DrillFlags {
  /** A name, `latest`, `random` or `all`; wins over the configuration. */
  readonly archive?: string;
  /** Percent of the bytes. */
  readonly sample?: number;
  /** Chooses the same archive and the same sample again. */
  readonly seed?: number;
  /** A folder that keeps what is restored. */
  readonly target?: string;
  /** It is due, whatever its frequency. */
  readonly force?: boolean;
  /** Nobody has asked for it but the configuration: that it is not due yet is no news. */
  readonly byDefault?: boolean;
  /** A file. */
  readonly html?: string;
  readonly json?: boolean;
}

export interface AuditFlags {
  readonly json?: boolean;
}

export interface RepoCreateFlags {
  /** Wins over that of the repository in the configuration. */
  readonly encryption?: string;
  readonly sourceRepository?: string;
  readonly copyCryptKey?: boolean;
  readonly appendOnly?: boolean;
  readonly storageQuota?: string;
  readonly makeParentDirs?: boolean;
}

export interface RepoListFlags extends ArchiveSelectionFlags {
  readonly short?: boolean;
  readonly format?: string;
  readonly json?: boolean;
  /** Deprecated. */
  readonly prefix?: string;
}

export interface RepoInfoFlags {
  readonly json?: boolean;
}

/** How a repository or archives are deleted. */
export interface DeletionFlags {
  /** How often `--force` was given. */
  readonly force?: number;
  readonly cacheOnly?: boolean;
  readonly keepSecurityInfo?: boolean;
}

export type RepoDeleteFlags = DeletionFlags;

export interface ListFlags extends ArchiveSelectionFlags {
  readonly archive?: string;
  /** `--path`, once each. */
  readonly paths?: readonly string[];
  /** `--find`, once each. */
  readonly findPaths?: readonly string[];
  readonly short?: boolean;
  readonly format?: string;
  readonly json?: boolean;
  /** Deprecated. */
  readonly prefix?: string;
  readonly exclude?: string;
  readonly excludeFrom?: string;
  readonly pattern?: string;
  readonly patternsFrom?: string;
}

export interface InfoFlags extends ArchiveSelectionFlags {
  readonly archive?: string;
  readonly json?: boolean;
  /** Deprecated. */
  readonly prefix?: string;
}

export interface GrowthFlags {
  /** Let prune go on: a person has looked at all findings. */
  readonly release?: boolean;
  /** As `release`; such runs are to be expected. */
  readonly usual?: boolean;
  /** How many runs are shown. */
  readonly last?: number;
  readonly json?: boolean;
}

/** How many leading parts of a path are dropped; "all" leaves the last part of the longest path asked for. */
export type StripComponents = number | "all";

export interface ExtractFlags {
  readonly archive: string;
  readonly paths?: readonly string[];
  readonly destination?: string;
  readonly stripComponents?: StripComponents;
}

export interface ExportTarFlags {
  readonly archive: string;
  /** A file, or `-`. */
  readonly destination: string;
  readonly paths?: readonly string[];
  readonly tarFilter?: string;
  readonly stripComponents?: StripComponents;
}

export interface MountFlags {
  readonly mountPoint: string;
  readonly archive?: string;
  readonly paths?: readonly string[];
  readonly foreground?: boolean;
  readonly first?: number;
  readonly last?: number;
  /** For the mount, comma-separated. */
  readonly options?: string;
}

export interface UmountFlags {
  readonly mountPoint: string;
}

export interface RestoreFlags {
  readonly archive: string;
  /** `--data-source`, once each; "all" are all. */
  readonly dataSources?: readonly string[];
  readonly schemas?: readonly string[];
  readonly hostname?: string;
  readonly port?: string;
  readonly container?: string;
  readonly username?: string;
  readonly password?: string;
  readonly restorePath?: string;
  readonly originalLabel?: string;
  readonly originalHostname?: string;
  readonly originalContainer?: string;
  readonly originalPort?: number;
  /** Name of the hook, as in the configuration. */
  readonly hook?: string;
}

export interface DeleteFlags extends DeletionFlags, ArchiveSelectionFlags {
  readonly archive?: string;
  readonly matchArchives?: string;
  readonly saveSpace?: boolean;
  /** Seconds. */
  readonly checkpointInterval?: number;
}

export interface RecreateFlags {
  readonly archive?: string;
  readonly target?: string;
  readonly comment?: string;
  readonly timestamp?: string;
}

export interface DiffFlags {
  readonly archive: string;
  readonly secondArchive: string;
  readonly sameChunkerParams?: boolean;
  readonly sortBy?: readonly string[];
  readonly contentOnly?: boolean;
  readonly onlyPatterns?: boolean;
}

export interface KeyExportFlags {
  readonly paper?: boolean;
  readonly qrHtml?: boolean;
  /** A file that does not exist yet; standard output when left out or `-`. */
  readonly path?: string;
}

export interface KeyImportFlags {
  readonly paper?: boolean;
  /** Standard input when left out or `-`. */
  readonly path?: string;
}

export interface BorgFlags {
  readonly archive?: string;
  /** All words after `borg`, without a leading `--`. */
  readonly words: readonly string[];
}

/** Flags of `config bootstrap`, which needs no configuration. */
export interface BootstrapFlags {
  readonly repository: string;
  readonly archive: string;
  readonly destination?: string;
  readonly stripComponents?: StripComponents;
  readonly localPath?: string;
  readonly remotePath?: string;
  readonly sshCommand?: string;
  readonly userRuntimeDirectory?: string;
  /** Deprecated. */
  readonly borgmaticSourceDirectory?: string;
  readonly progress?: boolean;
}
