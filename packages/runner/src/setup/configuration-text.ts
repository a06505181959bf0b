import type { SetupPlan } from "./setup-plan.ts";

/** The configuration file of a plan. It may hold the passphrase. */
export function configurationText(plan: SetupPlan): string {
  const { sources, repository, label, encryption, keep, healthchecks } = plan;
  const passphrase = passphraseValue(plan);
  return [
    "# Written by `coffermatic setup`. All options: `coffermatic config generate`.",
    "",
    "# What to back up",
    "source_directories:",
    ...sources.map((source) => `    - ${scalar(source)}`),
    "",
    "# Where to",
    "repositories:",
    `    - path: ${scalar(repository)}`,
    ...(label === "" ? [] : [`      label: ${scalar(label)}`]),
    `      encryption: ${scalar(encryption)}`,
    ...(passphrase === "" ? [] : ["", "# Without it nobody can read the backups: keep a copy elsewhere", passphrase]),
    "",
    "# What not to back up: folders that say they are caches",
    "exclude_caches: true",
    "exclude_patterns:",
    "    - '*/.cache'",
    "",
    "# How long to keep archives",
    ...Object.entries(keep).map(([name, count]) => `keep_${name}: ${count}`),
    "",
    "# How often to check the repository",
    "checks:",
    "    - name: repository",
    "      frequency: 2 weeks",
    "    - name: archives",
    "      frequency: 1 month",
    ...(healthchecks === "" ? [] : ["", "# Who is told", "healthchecks:", `    ping_url: ${scalar(healthchecks)}`]),
    "",
  ].join("\n");
}

function passphraseValue({ passphrase, passphrasePath }: SetupPlan): string {
  if (passphrase === "") return "";
  if (passphrasePath === undefined) return `encryption_passphrase: ${scalar(passphrase)}`;
  const word = /^[\w@%+=:,./-]+$/.test(passphrasePath)
    ? passphrasePath
    : `'${passphrasePath.replaceAll("'", `'"'"'`)}'`;
  return `encryption_passphrase: ${scalar(`{credential file ${word}}`)}`;
}

/** A YAML scalar, quoted as JSON, which is YAML too. A variable of the environment is not meant by `\${`. */
function scalar(text: string): string {
  return JSON.stringify(text.replaceAll(/\$\{(?=[^}]*\})/g, "\\${"));
}
