import type { Finding } from "../../state/index.ts";
import type { AuditSubject } from "../audit-subject.ts";
import { enabledUnits, type Machine, UNIT_FOLDERS } from "../machine/index.ts";

const PROGRAMS = /\b(?:coffermatic|borgmatic)\b/;

/** Tables and folders of cron. */
const CRON_FILES = ["/etc/crontab", "/etc/anacrontab"];
const CRON_FOLDERS = [
  ...["/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly"],
  ...["/var/spool/cron/crontabs", "/var/spool/cron"],
];

/** Nothing that runs by itself starts a backup: it happens when somebody thinks of it. */
export function missingTimer({ machine, home, looksAtMachine }: AuditSubject): readonly Finding[] {
  if (!looksAtMachine || hasTimer(machine, home) || hasCronLine(machine)) return [];
  const idle = UNIT_FOLDERS.flatMap((folder) => machine.names(folder).map(({ name }) => `${folder}/${name}`)).find(
    (path) => PROGRAMS.test(path) && path.endsWith(".timer"),
  );
  return [
    {
      code: "timer-missing",
      subject: "",
      severity: "warning",
      text:
        idle === undefined
          ? "No timer of systemd and no table of cron starts coffermatic: backups are made only when somebody starts one"
          : `${idle} is not enabled: backups are made only when somebody starts one`,
      remedy:
        idle === undefined ? "coffermatic schedule install" : `systemctl enable --now ${idle.replace(/.*\//, "")}`,
    },
  ];
}

/** By its own name, or by that of the service it starts. */
function hasTimer(machine: Machine, home: string): boolean {
  const userFolder = `${home}/.config/systemd/user`;
  return [UNIT_FOLDERS, [userFolder, "/etc/systemd/user", "/usr/lib/systemd/user"]].some((folders) =>
    enabledUnits(machine, folders).some(({ name, text }) => {
      if (!name.endsWith(".timer")) return false;
      const service = /^Unit=(.*)$/m.exec(text)?.[1] ?? name.replace(/\.timer$/, ".service");
      const texts = folders.map((folder) => machine.readText(`${folder}/${service}`) ?? "");
      return PROGRAMS.test(name) || texts.some((each) => PROGRAMS.test(each));
    }),
  );
}

function hasCronLine(machine: Machine): boolean {
  const tables = CRON_FOLDERS.flatMap((folder) => machine.names(folder).map(({ name }) => `${folder}/${name}`));
  return [...CRON_FILES, ...tables].some((path) =>
    (machine.readText(path) ?? "").split("\n").some((line) => !/^\s*#/.test(line) && PROGRAMS.test(line)),
  );
}
