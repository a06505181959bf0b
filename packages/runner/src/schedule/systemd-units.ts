import { type ScheduleFile, type SchedulePlan, scheduledWords } from "./schedule-plan.ts";

/** Names of the units; that of the timer is what `systemctl` is asked about. */
export const SERVICE_UNIT = "coffermatic.service";
export const TIMER_UNIT = "coffermatic.timer";
export const FAILURE_UNIT = "coffermatic-failure.service";

/** Begins every file of ours, so that no other is overwritten or removed. */
export const UNIT_MARK = "# Written by `coffermatic schedule install`; `coffermatic schedule remove` takes it away.";

/** Units that run a plan: a service, its timer, and a service for the case that a run was killed. */
export function systemdUnits(plan: SchedulePlan): ScheduleFile[] {
  return [
    { name: SERVICE_UNIT, text: serviceUnit(plan) },
    { name: TIMER_UNIT, text: timerUnit(plan) },
    { name: FAILURE_UNIT, text: failureUnit(plan) },
  ];
}

function serviceUnit(plan: SchedulePlan): string {
  const isSystem = plan.scope === "system";
  return unitText({
    Unit: [
      "Description=Backup by coffermatic",
      ...(isSystem ? ["Wants=network-online.target", "After=network-online.target"] : []),
      `OnFailure=${FAILURE_UNIT}`,
    ],
    Service: [
      "Type=oneshot",
      // gives root its HOME, where keys and caches are
      ...(isSystem ? ["User=root"] : []),
      `ExecStart=${scheduledWords(plan).map(unitWord).join(" ")}`,
      // the first repository of a new machine may take days
      "TimeoutStartSec=infinity",
      // the signal goes to the program alone, which commits, tells monitors and ends its children
      "KillMode=mixed",
      "TimeoutStopSec=5min",
      // pipes of a run that was killed go with it
      "RuntimeDirectory=coffermatic",
      "RuntimeDirectoryMode=0700",
      ...plan.credentials.map((name) => `LoadCredentialEncrypted=${name}`),
      "SyslogIdentifier=coffermatic",
      "LogRateLimitIntervalSec=0",
      ...["Nice=19", "IOSchedulingClass=best-effort", "IOSchedulingPriority=7"],
      ...hardeningOf(plan),
    ],
  });
}

function timerUnit({ when, delay }: SchedulePlan): string {
  return unitText({
    Unit: ["Description=Regular backup by coffermatic"],
    Timer: [`OnCalendar=${when}`, `RandomizedDelaySec=${delay}`, "Persistent=true"],
    Install: ["WantedBy=timers.target"],
  });
}

/** A run that fails tells its monitors itself; one that was killed cannot. */
function failureUnit(plan: SchedulePlan): string {
  const words = [...scheduledWords(plan), "schedule", "report-failure"];
  return unitText({
    Unit: ["Description=Tells monitors that a backup by coffermatic was killed"],
    Service: [
      "Type=oneshot",
      ...(plan.scope === "system" ? ["User=root"] : []),
      `ExecStart=${words.map(unitWord).join(" ")}`,
      "TimeoutStartSec=2min",
      ...plan.credentials.map((name) => `LoadCredentialEncrypted=${name}`),
      "SyslogIdentifier=coffermatic",
      ...hardeningOf({ ...plan, hardening: plan.hardening === "none" ? "none" : "full" }),
    ],
  });
}

/** Reading every file, writing repositories and speaking to servers is all that a backup needs. */
function hardeningOf({ hardening, scope }: SchedulePlan): string[] {
  if (hardening === "none") return [];
  const always = [
    "LockPersonality=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "RestrictNamespaces=yes",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    "SystemCallArchitectures=native",
  ];
  // a user's own systemd has no right to do more
  if (scope === "user") return hardening === "full" ? ["NoNewPrivileges=yes", ...always] : always;
  const system = [
    ...always,
    "ProtectSystem=full",
    "ProtectClock=yes",
    "ProtectControlGroups=yes",
    "ProtectHostname=yes",
    "ProtectKernelLogs=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelTunables=yes",
    "ProtectProc=invisible",
    "UMask=0077",
  ];
  if (hardening === "light") return system;
  return [
    ...system,
    "NoNewPrivileges=yes",
    "PrivateDevices=yes",
    "PrivateTmp=yes",
    "SystemCallFilter=@system-service",
    "SystemCallErrorNumber=EPERM",
    // read and restore files of all owners, and write repositories that belong to others
    "CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE CAP_CHOWN CAP_FOWNER",
  ];
}

/** One word of a command line, as systemd reads it. */
function unitWord(word: string): string {
  const escaped = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  if (/^[\w@%+=:,./-]+$/.test(escaped)) return escaped;
  return `"${escaped.replaceAll("\\", "\\\\").replaceAll('"', String.raw`\"`)}"`;
}

function unitText(sections: Readonly<Record<string, readonly string[]>>): string {
  const blocks = Object.entries(sections).map(([name, lines]) => [`[${name}]`, ...lines].join("\n"));
  return `${UNIT_MARK}\n${blocks.join("\n\n")}\n`;
}
