import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import {
  ConfigurationError,
  configurationWithoutFile,
  loadConfiguration,
  loadRawConfiguration,
  type LoadedConfiguration,
  type LoadOptions,
} from "./index.ts";

const REPOSITORY = "repositories: [{path: /repo}]\n";

/** Loads a file of this text. */
function load(text: string, options: LoadOptions = {}, env: Record<string, string> = {}): LoadedConfiguration {
  using folder = new ConfigurationFolder({ "config.yaml": text });
  return loadConfiguration(folder.file("config.yaml"), options, folder.system(env));
}

/** The options of a file of this text, without those that are always there. */
function options(text: string, loadOptions: LoadOptions = {}, env: Record<string, string> = {}): object {
  const { repositories: _, bootstrap: __, ...rest } = load(REPOSITORY + text, loadOptions, env).configuration;
  return rest;
}

/** All that is wrong with a file, each as `line option: message`. */
function problems(text: string, loadOptions: LoadOptions = {}): readonly string[] {
  try {
    load(text, loadOptions);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ origin, option, message }) => `${origin.split(":").at(-1)} ${option}: ${message}`);
  }
  return [];
}

test("loadConfiguration() names all problems at once, each with line, option and what to do", () => {
  const text = `source_directories: /etc
keep_dayly: 7
keep_weekly: "4"
one_file_system: yes
compression:
repositories:
  - path: /repo
    lable: one
checks:
  - name: repositry
  - frequency: always
ping_url: https://hc
`;
  assert.deepEqual(problems(text), [
    "1 source_directories: a list is needed here, not text; write source_directories: [/etc]",
    "2 : `keep_dayly` is unknown; did you mean `keep_daily`?",
    "3 keep_weekly: a whole number is needed here, not text; remove the quotes",
    "4 one_file_system: true or false is needed here, not text; write true",
    "5 compression: there is no value; give one, or remove the line",
    "8 repositories[0]: `lable` is unknown; did you mean `label`?",
    "10 checks[0].name: `repositry` is none of archives, data, extract, disabled, repository, spot; did you mean `repository`?",
    "11 checks[1]: name is missing",
    "12 : `ping_url` is unknown; it belongs to healthchecks.ping_url or watchgoose.ping_url or cronitor.ping_url",
  ]);
});

test("ConfigurationError begins with the file and has a line for each problem", () => {
  using folder = new ConfigurationFolder({ "config.yaml": "keep_dayly: 7\n" });
  const path = folder.file("config.yaml");
  assert.throws(() => loadConfiguration(path, {}, folder.system()), {
    message: `${path} cannot be used:
  ${path}:1: \`keep_dayly\` is unknown; did you mean \`keep_daily\`?
  ${path}:1: repositories is missing; write repositories: [{path: /path/to/repository}]`,
  });
});

test("loadConfiguration() refuses what is no set of options, with one clear problem", () => {
  assert.match(problems("").join(), /^1 : there are no options/);
  assert.match(problems("- a\n").join(), /^1 : options are needed here.*not a list$/);
  assert.match(problems("a: [\n").join(), /not valid YAML/);
  assert.match(problems(`${REPOSITORY}---\nkeep_daily: 7\n`).join(), /^2 : not valid YAML: a file holds one document/);
  assert.match(problems("\tkeep_daily: 7\n").join(), /not valid YAML/);
});

test("loadConfiguration() holds options to rules between them", () => {
  const rules: readonly (readonly [string, RegExp])[] = [
    ["repositories: []", /there is none/],
    [`${REPOSITORY}check_repositories: [/other]`, /no repository has the path or label \/other; there are \/repo/],
    [`${REPOSITORY}checks: [{name: archives, max_duration: 1}]`, /only a check named repository/],
    [`${REPOSITORY}checks: [{name: spot}]`, /needs count_tolerance_percentage, data_sample_percentage/],
    [`${REPOSITORY}checks: [{name: data, frequency: often}]`, /`often` is not understood/],
    [`${REPOSITORY}checks: [{name: data, only_run_on: [Someday]}]`, /`Someday` is no day/],
    [`${REPOSITORY}commands: [{run: [a]}]`, /either before or after/],
    [`${REPOSITORY}commands: [{before: action, after: action, run: [a]}]`, /cannot stand together/],
    [`${REPOSITORY}commands: [{before: action, states: [fail], run: [a]}]`, /states only go with after/],
    [`${REPOSITORY}borg_exit_codes: [{code: 0, treat_as: error}]`, /0 is success/],
    [`${REPOSITORY}user_runtime_directory: run`, /run is relative/],
    [
      `${REPOSITORY}openldap_databases: [{name: all}]`,
      /openldap_databases\[0\]\.name: slapcat dumps one database at a time/,
    ],
    [`${REPOSITORY}ntfy: {topic: a, states: [fail, fail]}`, /fail stands here twice/],
  ];
  for (const [text, message] of rules) assert.match(problems(text).join("\n"), message, text);
});

test("loadConfiguration() takes legal rules", () => {
  const legal = [
    "check_repositories: ['/re*']",
    "checks: [{name: spot, count_tolerance_percentage: 10, data_sample_percentage: 1, data_tolerance_percentage: 0.5}]",
    "checks: [{name: data, frequency: 2 weeks, only_run_on: [monday, weekend]}]",
    "commands: [{after: error, states: [fail], run: [a]}]",
    "zfs:",
    "umask: 0077",
    "keep_daily: 7.0",
  ];
  for (const text of legal) assert.deepEqual(problems(REPOSITORY + text), [], text);
});

test("loadConfiguration() reads YAML 1.2: 0077 is 77, yes is text", () => {
  assert.deepEqual(options("umask: 0077\nkeep_daily: 7.0\nprefix: yes\n"), { umask: 77, keep_daily: 7, prefix: "yes" });
  assert.deepEqual(options("umask: 0o77\n"), { umask: 63 });
});

test("loadConfiguration() brings old forms to new ones, and says what to write instead", () => {
  const text = `location:
  source_directories: [/etc]
  repositories: [/repo, "user@host:backup"]
  numeric_owner: true
  exclude_if_present: .nobackup
consistency:
  checks: [repository, archives]
hooks:
  healthchecks: https://hc
  before_backup: [echo a]
  on_error: [echo b]
  store_config_files: false
`;
  const { configuration, warnings } = load(text);
  assert.deepEqual(configuration, {
    source_directories: ["/etc"],
    repositories: [{ path: "/repo" }, { path: "ssh://user@host/./backup" }],
    numeric_ids: true,
    exclude_if_present: [".nobackup"],
    checks: [{ name: "repository" }, { name: "archives" }],
    healthchecks: { ping_url: "https://hc" },
    commands: [
      { before: "action", when: ["create"], run: ["echo a"] },
      { after: "error", when: ["create", "prune", "compact", "check"], run: ["echo b"] },
    ],
    bootstrap: { store_config_files: false },
  });
  assert.deepEqual(
    warnings.map((warning) => warning.replace(/^.*config\.yaml:/, "")),
    [
      "1: sections (location: consistency: hooks:) are deprecated; remove their names and move what stands in them to the left",
      "10: before_backup is deprecated; write commands: [{before: action, when: [create], run: [...]}] with the same commands",
      "11: on_error is deprecated; write commands: [{after: error, when: [create, prune, compact, check], run: [...]}] with the same commands",
      "4: numeric_owner is deprecated; write numeric_ids",
      "9: healthchecks: this form is deprecated; write healthchecks: {ping_url: ...}",
      "5: exclude_if_present: this form is deprecated; write exclude_if_present: [.nobackup]",
      "7: checks: this form is deprecated; write checks: [{name: repository}, ...]",
      "12: store_config_files is deprecated here; write bootstrap: {store_config_files: ...}",
      "3: repositories: this form is deprecated; write {path: ...} for each",
      "3: user@host:backup: this form is deprecated; write ssh://user@host/./backup",
    ],
  );
});

test("loadConfiguration() mixes flat options with sections", () => {
  const text = `${REPOSITORY}keep_daily: 7\nhooks:\n  before_backup: [echo]\nstorage:\n`;
  assert.deepEqual(load(text).configuration, {
    repositories: [{ path: "/repo" }],
    keep_daily: 7,
    commands: [{ before: "action", when: ["create"], run: ["echo"] }],
    bootstrap: {},
  });
});

test("loadConfiguration() refuses sections that contradict each other where that would lose data", () => {
  const both = (option: string, one: string, other: string): string =>
    `${REPOSITORY}${one}: {${option}: "7"}\n${other}: {${option}: "8"}\n`;
  assert.match(problems(both("prefix", "retention", "consistency")).join(), /there is only one such option now/);
  assert.match(problems(both("umask", "storage", "hooks").replaceAll('"', "")).join(), /there is only one/);
  const { warnings } = load(`${REPOSITORY}keep_daily: 1\nretention: {keep_daily: 2}\n`);
  assert.match(warnings.join("\n"), /keep_daily: it is set differently at .*:2; what stands here counts/);
});

test("loadConfiguration() reads statistics as later versions of borgmatic write them", () => {
  assert.deepEqual(options("statistics: standard"), { statistics: true });
  assert.deepEqual(options("statistics: quick"), { quick_statistics: true });
  assert.deepEqual(options("statistics: none"), { statistics: false });
  assert.match(problems(`${REPOSITORY}statistics: some`).join(), /true or false is needed here/);
});

test("loadConfiguration() leaves absolute paths with a colon alone", () => {
  assert.deepEqual(load("repositories: [{path: '/mnt/a:b'}]").configuration.repositories, [{ path: "/mnt/a:b" }]);
});

test("loadConfiguration() puts constants in, in any order, quoted in commands", () => {
  const text = `archive_name_format: "{whole}-{now}"
constants: {host: "a b", number: 9, whole: "{host}!", on: true}
keep_daily: "{number}"
one_file_system: "{on}"
exclude_patterns: ["{unknown}", '\\{host\\}', "x{number}y", "12"]
commands: [{before: action, run: ["echo {host} {number}", 'echo \\{host\\}']}]
`;
  assert.deepEqual(options(text), {
    archive_name_format: "a b!-{now}",
    constants: { host: "a b", number: 9, whole: "a b!", on: true },
    keep_daily: 9,
    one_file_system: true,
    exclude_patterns: ["{unknown}", "{host}", "x9y", "12"],
    commands: [{ before: "action", run: ["echo 'a b' 9", "echo \\{host\\}"] }],
  });
  assert.match(
    problems(`${REPOSITORY}constants: {a: "{b}", b: "{a}"}\nprefix: "{a}"`).join("\n"),
    /constants stand for each other in a circle/,
  );
});

test("loadConfiguration() puts the environment in, as text", () => {
  const env = { NAME: "7", EMPTY: "" };
  const text = 'prefix: "${NAME} ${EMPTY:-x} ${NONE:-d} ${NONE-e} \\\\${NAME} $NAME"';
  assert.deepEqual(options(text, {}, env), { prefix: "7  d e ${NAME} $NAME" });
  assert.deepEqual(options("prefix: ${NAME}", { resolveEnvironment: false }, env), { prefix: "${NAME}" });
  assert.deepEqual(problems(`${REPOSITORY}prefix: \${NONE}`), [
    "2 prefix: the environment has no variable NONE; set it, or write ${NONE:-default}",
  ]);
  assert.match(
    problems(`${REPOSITORY}keep_daily: \${NAME}`, { resolveEnvironment: false }).join(),
    /variables of the environment give text only/,
  );
});

test("loadConfiguration() lets flags win over files, sections too, and names the flag in what is wrong", () => {
  const settings = [
    { flag: "--keep-daily", path: ["keep_daily"], value: "9" },
    { flag: "--checks[0].frequency", path: ["checks", 0, "frequency"], value: "1 week" },
    { flag: "--healthchecks.ping-url", path: ["healthchecks", "ping_url"], value: "https://hc" },
    { flag: "--exclude-patterns", path: ["exclude_patterns"], value: "[a, b]" },
    { flag: "--no-color", path: ["color"], value: false },
    { flag: "--no-ntfy", path: ["ntfy"], value: null },
  ];
  const text = "retention: {keep_daily: 7}\nchecks: [{name: data}]\nhooks: {ntfy: {topic: x}}\n";
  assert.deepEqual(options(text, { settings }), {
    keep_daily: 9,
    checks: [{ name: "data", frequency: "1 week" }],
    healthchecks: { ping_url: "https://hc" },
    exclude_patterns: ["a", "b"],
    color: false,
  });
  const wrong = [
    { flag: "--keep-daily", path: ["keep_daily"], value: "many" },
    { flag: "--checks[3].name", path: ["checks", 3, "name"], value: "data" },
  ];
  assert.deepEqual(problems(REPOSITORY + text, { settings: wrong }), [
    "--checks[3].name : checks has 1 elements in the configuration, so there is no [3]",
    "--keep-daily keep_daily: a whole number is needed here, not text",
  ]);
});

test("loadConfiguration() understands --override, sections of old in it too", () => {
  const overrides = ["retention.keep_daily=9", "extra_borg_options.create=--a=b", "exclude_patterns=[x]", "prefix=7"];
  assert.deepEqual(options("", { overrides }), {
    keep_daily: 9,
    extra_borg_options: { create: "--a=b" },
    exclude_patterns: ["x"],
    prefix: "7",
  });
  assert.match(problems(REPOSITORY, { overrides: ["keep_daily"] }).join(), /write option=value/);
});

test("loadConfiguration() keeps a name like __proto__ an ordinary member", () => {
  const { constants } = load(`${REPOSITORY}constants: {__proto__: {polluted: 1}}`).configuration;
  assert.ok(Object.hasOwn(constants ?? {}, "__proto__"));
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
});

test("configurationWithoutFile() has what the flags say", () => {
  using folder = new ConfigurationFolder();
  const settings = [{ flag: "--compression", path: ["compression"], value: "zstd" }];
  assert.deepEqual(configurationWithoutFile({ settings }, folder.system()), {
    configuration: { bootstrap: {}, compression: "zstd", repositories: [] },
    paths: [],
    warnings: [],
  });
});

test("loadRawConfiguration() keeps variables and adds nothing", () => {
  using folder = new ConfigurationFolder({ "config.yaml": "location: {repositories: [/repo]}\nprefix: ${X}{y}\n" });
  const { values } = loadRawConfiguration(folder.file("config.yaml"), folder.system());
  assert.deepEqual(values, { repositories: [{ path: "/repo" }], prefix: "${X}{y}" });
});
