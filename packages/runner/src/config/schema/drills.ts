/** Restores for trial. */
export const DRILLS = {
  drill: {
    type: "object",
    nullable: true,
    default: "off",
    meaning:
      "Restores archives for trial, compares what comes out, and keeps evidence; on as soon as it stands here. Only coffermatic has this.",
    example: { frequency: "1 month", archives: "random", sample_percentage: 10 },
    options: {
      frequency: {
        type: "string",
        default: "always",
        meaning: "Run it once in this time at most: a number and a unit from hours to years, or always.",
        example: "1 month",
      },
      archives: {
        type: "string",
        choices: ["latest", "random", "all"],
        default: "latest",
        meaning: "What is restored: the latest archive, one of the older ones, or all.",
        example: "random",
      },
      sample_percentage: {
        type: "number",
        default: "100",
        meaning: "How much of the bytes of an archive is restored; some of each source directory always is.",
        example: 10,
      },
      scratch_directory: {
        type: "string",
        default: "$TMPDIR or /var/tmp",
        meaning: "Where archives are restored to, in a folder that is gone afterwards.",
        example: "/srv/drills",
      },
      compare_sources: {
        type: "boolean",
        default: "true",
        meaning:
          "Compare source files that have not changed since the archive, to find those that the disk has changed.",
        example: false,
      },
      databases: {
        type: "boolean",
        default: "true",
        meaning: "Load the dumps of PostgreSQL, MariaDB, MySQL and SQLite into servers that are started for it.",
        example: false,
      },
      count_rows: {
        type: "boolean",
        default: "true",
        meaning: "Have create count the rows of databases before and after their dumps, for drills to compare with.",
        example: false,
      },
      commands: {
        type: "list",
        items: { type: "string" },
        meaning:
          "Shell commands that test what was restored; any exit code but 0 fails the drill. {restore_path}, {archive} and {repository} are filled in.",
        example: ["test -s {restore_path}/srv/app/config.ini"],
      },
      overdue_after: {
        type: "string",
        default: "twice the frequency",
        meaning: "Warn in every run when no drill has passed for so long.",
        example: "3 months",
      },
      overdue_fails: {
        type: "boolean",
        default: "false",
        meaning: "An overdue drill fails the run.",
        example: true,
      },
      html_report: {
        type: "string",
        meaning:
          "File to write a readable page about each drill to; {repository} in it stands for the label of the repository, or for the name of its folder.",
        example: "/var/lib/coffermatic/drill-{repository}.html",
      },
      from_escrow: {
        type: "object",
        meaning: "Open the repository with an exported key and its passphrase alone.",
        example: { key_files: ["/media/escrow/repository.key"] },
        options: {
          key_files: {
            type: "list",
            items: { type: "string" },
            required: true,
            meaning: "Exported keys (key export), of which the one of the repository is taken.",
            example: ["/media/escrow/repository.key"],
          },
          passphrase: {
            type: "string",
            secret: true,
            default: "that of the repository",
            meaning: "Passphrase of the exported keys, or {credential ...}.",
            example: "{credential file /media/escrow/passphrase}",
          },
        },
      },
    },
  },
} as const;
