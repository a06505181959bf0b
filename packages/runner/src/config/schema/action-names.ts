/** Actions as `when` and `skip_actions` name them. */
export const ACTION_NAMES = [
  "repo-create",
  "transfer",
  "prune",
  "compact",
  "create",
  "recreate",
  "check",
  "audit",
  "delete",
  "extract",
  "config",
  "export-tar",
  "mount",
  "umount",
  "repo-delete",
  "restore",
  "repo-list",
  "list",
  "repo-info",
  "info",
  "break-lock",
  "key",
  "diff",
  "growth",
  "browse",
  "borg",
  "drill",
] as const;

/** One of {@link ACTION_NAMES}. */
export type ActionName = (typeof ACTION_NAMES)[number];

/** A list of actions. */
export interface ActionListOption {
  readonly type: "list";
  readonly items: { readonly type: "string"; readonly choices: typeof ACTION_NAMES };
  readonly default?: string;
  readonly meaning: string;
  readonly example: readonly ActionName[];
}
