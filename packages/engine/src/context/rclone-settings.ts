/** How remotes of rclone are reached. */
export interface RcloneSettings {
  /** Name or path of the program. */
  readonly program: string;
  /** Of the program: where its configuration is, and with which password it is read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}
