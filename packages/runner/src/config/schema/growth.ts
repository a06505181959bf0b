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
} as const;
