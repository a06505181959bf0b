import { AUDIT } from "./audit.ts";
import { CHECKS } from "./checks.ts";
import { COMMANDS } from "./commands.ts";
import { DRILLS } from "./drills.ts";
import { CREDENTIALS } from "./credentials.ts";
import { DATABASES } from "./data-sources.ts";
import { GROWTH } from "./growth.ts";
import { APPRISE_MONITOR, LOG_MONITORS } from "./log-monitors.ts";
import type { OptionTable } from "./option.ts";
import { OUTPUT, SKIPPED_ACTIONS } from "./output.ts";
import { PING_MONITORS } from "./ping-monitors.ts";
import { PUSH_MONITORS } from "./push-monitors.ts";
import { RETENTION } from "./retention.ts";
import { SNAPSHOTS } from "./snapshots.ts";
import { SOURCES } from "./sources.ts";
import { STORAGE } from "./storage.ts";
import type { ValuesOf } from "./values.ts";

/** Options that belong together. */
export interface OptionGroup {
  /** File name of the group in a split configuration. */
  readonly name: string;
  /** Heading in the sample configuration and in the manual. */
  readonly title: string;
  readonly options: OptionTable;
}

/** All options of a configuration in the order in which they are shown. */
export const OPTION_GROUPS: readonly OptionGroup[] = [
  { name: "sources", title: "What to back up, and where to", options: SOURCES },
  { name: "storage", title: "How archives are written and reached", options: STORAGE },
  { name: "retention", title: "Which archives to keep", options: RETENTION },
  { name: "checks", title: "What to check", options: CHECKS },
  { name: "growth", title: "What to watch from run to run", options: GROWTH },
  { name: "drills", title: "What to restore for trial", options: DRILLS },
  { name: "audit", title: "What to hold the backup to", options: AUDIT },
  { name: "output", title: "What to show", options: { ...OUTPUT, ...SKIPPED_ACTIONS } },
  { name: "commands", title: "Commands around it", options: COMMANDS },
  { name: "databases", title: "Databases to dump", options: DATABASES },
  { name: "snapshots", title: "Snapshots, and the configuration itself", options: SNAPSHOTS },
  {
    name: "monitoring",
    title: "Who is told",
    options: { ...PING_MONITORS, ...PUSH_MONITORS, ...APPRISE_MONITOR, ...LOG_MONITORS },
  },
  { name: "credentials", title: "Where credentials come from", options: CREDENTIALS },
];

/** All options by name. */
export const SCHEMA: OptionTable = Object.assign({}, ...OPTION_GROUPS.map(({ options }) => options)) as OptionTable;

/** The sources, storage, retention … of a {@link Configuration}, each of its own table. */
export interface Configuration
  extends
    ValuesOf<typeof SOURCES>,
    ValuesOf<typeof STORAGE>,
    ValuesOf<typeof RETENTION>,
    ValuesOf<typeof CHECKS>,
    ValuesOf<typeof GROWTH>,
    ValuesOf<typeof DRILLS>,
    ValuesOf<typeof AUDIT>,
    ValuesOf<typeof OUTPUT>,
    ValuesOf<typeof SKIPPED_ACTIONS>,
    ValuesOf<typeof COMMANDS>,
    ValuesOf<typeof DATABASES>,
    ValuesOf<typeof SNAPSHOTS>,
    ValuesOf<typeof PING_MONITORS>,
    ValuesOf<typeof PUSH_MONITORS>,
    ValuesOf<typeof APPRISE_MONITOR>,
    ValuesOf<typeof LOG_MONITORS>,
    ValuesOf<typeof CREDENTIALS> {}

type ElementOf<List> = List extends readonly (infer Element)[] ? Element : never;

/** One entry of `repositories`. */
export type RepositoryOptions = ElementOf<Configuration["repositories"]>;

/** One entry of `commands`. */
export type CommandHook = ElementOf<Configuration["commands"]>;

/** One entry of `checks`. */
export type CheckOptions = ElementOf<Configuration["checks"]>;

/** What `drill` holds. */
export type DrillOptions = NonNullable<Configuration["drill"]>;
