/** Which archives prune keeps, and what compact does after it. */
export const RETENTION = {
  keep_within: { type: "string", meaning: "Keep all archives of this time, such as 3H, 7d or 4w.", example: "3H" },
  keep_secondly: { type: "integer", meaning: "How many archives of different seconds to keep.", example: 60 },
  keep_minutely: { type: "integer", meaning: "How many archives of different minutes to keep.", example: 60 },
  keep_hourly: { type: "integer", meaning: "How many archives of different hours to keep.", example: 24 },
  keep_daily: { type: "integer", meaning: "How many archives of different days to keep.", example: 7 },
  keep_weekly: { type: "integer", meaning: "How many archives of different weeks to keep.", example: 4 },
  keep_monthly: { type: "integer", meaning: "How many archives of different months to keep.", example: 6 },
  keep_yearly: { type: "integer", meaning: "How many archives of different years to keep.", example: 1 },
  keep_13weekly: {
    type: "integer",
    meaning: "How many archives of different quarters of 13 weeks to keep; Borg 1.4 and later.",
    example: 13,
  },
  keep_3monthly: {
    type: "integer",
    meaning: "How many archives of different quarters of 3 months to keep; Borg 1.4 and later.",
    example: 3,
  },
  prefix: {
    type: "string",
    deprecated: "Use archive_name_format or match_archives.",
    meaning: "Prune and check only archives whose names begin with this.",
    example: "sourcehostname",
  },
  compact_threshold: {
    type: "integer",
    default: "10",
    meaning: "Compact segments in which at least this percentage can be saved.",
    example: 20,
  },
} as const;
