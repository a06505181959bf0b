/** What an audit holds a configuration to. */
export const AUDIT = {
  audit: {
    type: "object",
    nullable: true,
    default: "off",
    meaning: "Has each run look for what is not backed up and should be; on as soon as it stands here.",
    example: { frequency: "1 week" },
    options: {
      frequency: {
        type: "string",
        default: "always",
        meaning: "Run it once in this time at most: a number and a unit from hours to years, or always.",
        example: "1 week",
      },
      accept: {
        type: "list",
        meaning: "Findings to live with.",
        example: [
          { code: "path-not-covered", subject: "/srv/scratch*", reason: "can be made again", until: "2027-12-31" },
        ],
        items: {
          type: "object",
          options: {
            code: { type: "string", required: true, meaning: "Code of the finding.", example: "path-not-covered" },
            subject: {
              type: "string",
              default: "all",
              meaning: "What it is about, as the finding names it; may be a glob.",
              example: "/srv/scratch*",
            },
            reason: { type: "string", required: true, meaning: "Why.", example: "can be made again" },
            until: {
              type: "string",
              default: "no end",
              meaning: "The last day, as YYYY-MM-DD.",
              example: "2027-12-31",
            },
          },
        },
      },
      promise: {
        type: "list",
        meaning: "How far back one must be able to go; retention that keeps less is a finding.",
        example: [{ reach: "1 year", every: "1 month" }],
        items: {
          type: "object",
          options: {
            reach: { type: "string", required: true, meaning: "How far back, such as 1 year.", example: "1 year" },
            every: {
              type: "string",
              required: true,
              meaning: "How far apart archives may be in that time, such as 1 month.",
              example: "1 month",
            },
          },
        },
      },
      repositories: {
        type: "list",
        meaning: "What cannot be seen of repositories from here.",
        example: [{ repository: "backupserver", off_site: true, immutable: true }],
        items: {
          type: "object",
          options: {
            repository: { type: "string", required: true, meaning: "Label or path of it.", example: "backupserver" },
            off_site: {
              type: "boolean",
              default: "guessed from its address",
              meaning: "Whether it lies elsewhere, out of reach of fire and theft.",
              example: true,
            },
            immutable: {
              type: "boolean",
              default: "append_only of the repository",
              meaning: "Whether this machine cannot delete its archives.",
              example: true,
            },
          },
        },
      },
      recent_days: {
        type: "integer",
        default: "30",
        meaning:
          "Files that have changed in the last so many days and that no source holds are a finding; 0: they are not looked for.",
        example: 30,
      },
      drill_age: {
        type: "string",
        default: "6 months",
        meaning: "How old the last good drill of a repository may be.",
        example: "6 months",
      },
      escrow_age: {
        type: "string",
        default: "1 year",
        meaning: "After what time it is to be shown again that the copy of a key is still there.",
        example: "1 year",
      },
    },
  },
} as const;
