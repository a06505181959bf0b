import { dirname, resolve } from "node:path";
import { splitShell } from "@coffer/cli/text";
import { inlineSecrets } from "../../config/index.ts";
import { expandHome } from "../../system/index.ts";
import type { Finding } from "../../state/index.ts";
import type { AuditSubject } from "../audit-subject.ts";
import { UNIT_FOLDERS } from "../machine/index.ts";

/** Places of files that may set variables for a backup, and that everybody may read unless someone has seen to it. */
const VARIABLE_FOLDERS = [
  "/etc/cron.d",
  "/etc/cron.daily",
  "/etc/cron.hourly",
  "/etc/cron.weekly",
  "/etc/default",
  "/etc/profile.d",
];
const VARIABLE_FILES = ["/etc/crontab", "/etc/environment", "/etc/profile"];
const PASSPHRASE_VARIABLE = /\bBORG_(?:NEW_)?PASSPHRASE=["']?(?![$"'\s]|$)/m;

/** Passphrases and passwords in files that others than their owner may read. */
export function readableSecrets(subject: AuditSubject): readonly Finding[] {
  return [...configurationFiles(subject), ...secretFiles(subject), ...variables(subject)];
}

function configurationFiles({ configuration, configurationPaths, machine }: AuditSubject): readonly Finding[] {
  const secrets = inlineSecrets(configuration);
  if (secrets.length === 0) return [];
  return configurationPaths.flatMap((path) => {
    // which of several files holds it is not known: each that may is looked at
    const holds = (machine.readText(path) ?? "").match(new RegExp(`\\b(?:${secrets.map(lastName).join("|")})\\b`));
    return holds === null ? [] : readable(path, `holds ${secrets.join(", ")}`, machine);
  });
}

function lastName(option: string): string {
  return option.split(".").at(-1) ?? option;
}

/** Files that the configuration takes secrets from: `{credential file …}`, words of `encryption_passcommand`, key files. */
function secretFiles(subject: AuditSubject): readonly Finding[] {
  const { configuration, workingDirectory, machine, home } = subject;
  const { encryption_passcommand: command = "" } = configuration;
  const credentials = [...JSON.stringify(configuration).matchAll(/\{credential file ([^}"]+)\}/g)].map(
    ([, words = ""]) => splitShell(words.replaceAll("\\\\", "\\"))[0] ?? "",
  );
  const words = splitShell(command).filter((word) => word.includes("/"));
  const passphrases = [...credentials, ...words].map((path) => resolve(workingDirectory, expandHome(path, { home })));
  return [
    ...passphrases
      .filter((path) => isData(path, subject))
      .flatMap((path) => readable(path, "is where a passphrase comes from", machine)),
    ...keyFolders(subject).flatMap((folder) =>
      machine.names(folder).flatMap(({ name }) => readable(`${folder}/${name}`, "is a key file", machine)),
    ),
  ];
}

/** A program among the words of a command is no secret. */
function isData(path: string, { machine }: AuditSubject): boolean {
  const facts = machine.look(machine.realPath(path) ?? path);
  return facts?.kind === "file" && (facts.mode & 0o111) === 0;
}

function keyFolders({ configuration, home }: AuditSubject): readonly string[] {
  const { borg_keys_directory, borg_config_directory, borg_base_directory = home, borg_key_file } = configuration;
  const folder = borg_keys_directory ?? `${borg_config_directory ?? `${borg_base_directory}/.config/borg`}/keys`;
  return [
    expandHome(folder, { home }),
    ...(borg_key_file === undefined ? [] : [dirname(expandHome(borg_key_file, { home }))]),
  ];
}

/** Passphrases in units, cron tables and profiles. */
function variables({ machine, looksAtMachine }: AuditSubject): readonly Finding[] {
  if (!looksAtMachine) return [];
  const units = UNIT_FOLDERS.flatMap((folder) =>
    machine
      .names(folder)
      .flatMap(({ name, kind }) =>
        kind === "folder" && name.endsWith(".d")
          ? machine.names(`${folder}/${name}`).map((file) => `${folder}/${name}/${file.name}`)
          : [`${folder}/${name}`],
      ),
  );
  const others = VARIABLE_FOLDERS.flatMap((folder) => machine.names(folder).map(({ name }) => `${folder}/${name}`));
  const paths = new Set([...units, ...others, ...VARIABLE_FILES].map((path) => machine.realPath(path) ?? path));
  return [...paths].flatMap((path) =>
    PASSPHRASE_VARIABLE.test(machine.readText(path) ?? "") ? readable(path, "sets BORG_PASSPHRASE", machine) : [],
  );
}

function readable(path: string, what: string, machine: AuditSubject["machine"]): readonly Finding[] {
  const facts = machine.look(machine.realPath(path) ?? path);
  if (facts?.kind !== "file" || (facts.mode & 0o044) === 0) return [];
  const isOpenToAll = (facts.mode & 0o004) !== 0;
  // the group of root has root in it
  if (!isOpenToAll && facts.gid === 0) return [];
  const who = isOpenToAll ? "everybody on this machine" : `the group ${facts.gid}`;
  return [
    {
      code: "secret-readable",
      subject: path,
      severity: isOpenToAll ? "error" : "warning",
      text: `${path} ${what}, and ${who} may read it (mode ${facts.mode.toString(8).padStart(4, "0")})`,
      remedy: `chmod 600 ${path}`,
    },
  ];
}
