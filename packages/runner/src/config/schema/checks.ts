/** Which checks there are, how often they run, and on what. */
export const CHECKS = {
  checks: {
    type: "list",
    default: "repository and archives, each once a month",
    meaning: "Checks and how often they run.",
    example: [
      { name: "repository", frequency: "2 weeks" },
      { name: "archives", frequency: "1 month" },
    ],
    items: {
      type: "object",
      options: {
        name: {
          type: "string",
          required: true,
          choices: ["archives", "data", "extract", "disabled", "repository", "spot"],
          meaning:
            "repository checks the files of the repository, archives all metadata, data all contents as well; spot compares some files with the latest archive; extract reads that archive; disabled turns all off.",
          example: "repository",
        },
        frequency: {
          type: "string",
          default: "always",
          meaning: "Run it once in this time at most: a number and a unit from hours to years, or always.",
          example: "2 weeks",
        },
        only_run_on: {
          type: "list",
          items: { type: "string" },
          default: "every day",
          meaning: "Run it on these days only: English names of days, weekday, weekend.",
          example: ["Saturday", "Sunday"],
        },
        max_duration: {
          type: "integer",
          meaning: "repository only: go on for so many seconds, and next time from there.",
          example: 3600,
        },
        count_tolerance_percentage: {
          type: "number",
          meaning: "spot only, required: by how much the number of files may differ.",
          example: 10,
        },
        data_sample_percentage: {
          type: "number",
          meaning: "spot only, required: how many of the files are compared.",
          example: 1,
        },
        data_tolerance_percentage: {
          type: "number",
          meaning: "spot only, required: how many of the files may differ.",
          example: 0.5,
        },
        xxh64sum_command: {
          type: "string",
          default: "xxh64sum",
          meaning: "spot only: command that computes XXH64 sums.",
          example: "/usr/local/bin/xxh64sum",
        },
      },
    },
  },
  check_repositories: {
    type: "list",
    items: { type: "string" },
    default: "all",
    meaning: "Paths or labels of the repositories to check.",
    example: ["user@backupserver:sourcehostname.borg"],
  },
  check_last: {
    type: "integer",
    default: "all",
    meaning: "Check only so many of the latest archives.",
    example: 3,
  },
} as const;
