/** What is watched from run to run, and what then holds back. */
export const GROWTH = {
  growth: {
    type: "object",
    nullable: true,
    default: "off",
    meaning:
      "Look for what is extraordinary in each new archive, such as encryption by malware; on as soon as it stands here.",
    example: { hold_prune: true },
    options: {
      hold_prune: {
        type: "boolean",
        default: "true",
        meaning: "After an alarm delete no archive until a person says `growth --release`.",
        example: true,
      },
    },
  },
  prune_limit: {
    type: "integer",
    default: "no limit",
    meaning: "A prune that would delete more archives than this stops before the first one.",
    example: 10,
  },
  metrics: {
    type: "object",
    default: "off",
    meaning:
      "After each run write what is remembered as metrics for Prometheus, such as for the textfile collector of node_exporter.",
    example: { path: "/var/lib/prometheus/node-exporter/coffermatic.prom" },
    options: {
      path: {
        type: "string",
        required: true,
        meaning: "File to write; its name has to end with .prom for node_exporter.",
        example: "/var/lib/prometheus/node-exporter/coffermatic.prom",
      },
    },
  },
  report: {
    type: "object",
    default: "off",
    meaning: "After each run write a page with all that is remembered.",
    example: { path: "/var/www/html/backups.html" },
    options: {
      path: {
        type: "string",
        required: true,
        meaning: "HTML file to write; it needs nothing but itself.",
        example: "/var/www/html/backups.html",
      },
    },
  },
} as const;
