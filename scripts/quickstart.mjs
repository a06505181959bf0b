// `npm run quickstart [-- DIR...]`: sets everything up, backs up DIR into a new encrypted repository twice, lists, verifies and restores it,
// compares every file by itself, and says what it did. Runs on Node 20; coffer itself runs on the Node 24 that this installs.
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  readdirSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, installModules, requireNode } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const wanted = process.argv.slice(2).filter((word) => word !== "--");
const sources = (wanted.length > 0 ? wanted.map((path) => resolve(path)) : [resolve(root), "/usr/share/doc"]).filter(
  (path) => {
    if (existsSync(path)) return true;
    if (wanted.length > 0) {
      console.error(`${path} does not exist`);
      process.exit(1);
    }
    return false;
  },
);

installModules(root);
build(root, requireNode(root));

const folder = mkdtempSync(join(tmpdir(), "coffer-quickstart-"));
const repository = join(folder, "repository");
const home = join(folder, "home");
const target = join(folder, "restored");
const passphraseFile = join(folder, "passphrase");
for (const path of [home, target]) mkdirSync(path);
writeFileSync(passphraseFile, randomBytes(18).toString("base64url"), { mode: 0o600 });

say(`backing up ${sources.join(" and ")}`);
const began = Date.now();
coffer(["init", "--encryption", "repokey-blake2", repository]);
const first = backup("first");
const second = backup("second");

say("what the repository holds");
process.stdout.write(coffer(["list", repository]).stdout);

say("verifying all data");
const check = coffer(["check", "--verify-data", repository]);
console.log(`  repository, archives and every chunk are sound (${seconds(check)})`);

say("restoring the second archive");
const extract = coffer(["extract", `${repository}::second`], target);
console.log(`  ${size(second.original)} in ${seconds(extract)} (${rate(second.original, extract.seconds)})`);

say("comparing every file with its original");
const compared = {
  files: 0,
  bytes: 0,
  others: 0,
  changed: /** @type {string[]} */ ([]),
  wrong: /** @type {string[]} */ ([]),
};
for (const source of sources) compareTree(source, join(target, source));
console.log(
  `  ${compared.files} files (${size(compared.bytes)}) and ${compared.others} folders, links and others are the same`,
);
for (const path of compared.changed) console.log(`  changed since the backup, not compared: ${path}`);
for (const complaint of compared.wrong) console.error(`  WRONG: ${complaint}`);

console.log(`
What happened
  first backup    ${size(first.original)} in ${seconds(first)} (${rate(first.original, first.seconds)}), ${size(first.deduplicated)} stored
  second backup   ${size(second.original)} in ${seconds(second)}, ${size(second.deduplicated)} more stored: the rest was known
  verified        ${seconds(check)}
  restored        ${seconds(extract)}, every file compared: ${compared.wrong.length === 0 ? "all the same" : `${compared.wrong.length} DIFFER`}

Where it lies
  repository      ${repository}   (repokey-blake2)
  passphrase      in ${passphraseFile}
  restored files  ${target}

Go on with it (the real borg does as well):
  export BORG_BASE_DIR=${home} BORG_PASSCOMMAND='cat ${passphraseFile}'
  ${join(root, "bin/coffer")} list ${repository}::second
Remove it all with: rm -rf ${folder}
`);
process.exitCode = compared.wrong.length === 0 ? 0 : 1;

function say(text) {
  console.log(`\n${text}`);
}

/** Runs coffer with folders of its own. A warning (code 1) is shown and accepted: files may change while they are read. */
function coffer(args, cwd = folder) {
  const began = performance.now();
  const env = { ...process.env, BORG_BASE_DIR: home, BORG_PASSCOMMAND: `cat ${passphraseFile}` };
  for (const name of ["BORG_PASSPHRASE", "BORG_PASSPHRASE_FD", "BORG_REPO", "BORG_CACHE_DIR", "BORG_CONFIG_DIR"])
    delete env[name];
  const options = { cwd, env, encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] };
  const { status, stdout, stderr, error } = spawnSync(join(root, "bin/coffer"), args, options);
  const took = (performance.now() - began) / 1000;
  if (status === 0 || status === 1) {
    if (status === 1) process.stderr.write(stderr);
    return { stdout, seconds: took };
  }
  console.error(`coffer ${args.join(" ")} failed with code ${status}\n${stderr}${error?.message ?? ""}`);
  return process.exit(1);
}

function backup(name) {
  const done = coffer(["create", "--json", `${repository}::${name}`, ...sources]);
  const { stats } = JSON.parse(done.stdout).archive;
  const result = { original: stats.original_size, deduplicated: stats.deduplicated_size, seconds: done.seconds };
  const times = `${stats.nfiles} files, ${size(result.original)} in ${seconds(done)} (${rate(result.original, done.seconds)})`;
  console.log(`  ${name}: ${times}, new in the repository: ${size(result.deduplicated)}`);
  return result;
}

function compareTree(source, restored) {
  let expected;
  try {
    expected = lstatSync(source, { bigint: true });
  } catch {
    return;
  }
  if (expected.isSocket()) return;
  if (!expected.isDirectory() && Number(expected.ctimeMs) >= began) {
    compared.changed.push(source);
    return;
  }
  let actual;
  try {
    actual = lstatSync(restored, { bigint: true });
  } catch {
    compared.wrong.push(`${restored} is missing`);
    return;
  }
  if (!expected.isDirectory()) {
    compareFile(source, restored, expected, actual);
    return;
  }
  compared.others += 1;
  if (actual.mode !== expected.mode) compared.wrong.push(`${restored} has mode ${actual.mode.toString(8)}`);
  for (const name of readdirSync(source, { encoding: "buffer" })) {
    // names that are not UTF-8 are compared by coffer's own tests
    const text = name.toString("utf8");
    if (Buffer.from(text).equals(name)) compareTree(join(source, text), join(restored, text));
  }
}

function compareFile(source, restored, expected, actual) {
  if (actual.mode !== expected.mode) compared.wrong.push(`${restored} has mode ${actual.mode.toString(8)}`);
  if (actual.mtimeNs !== expected.mtimeNs) compared.wrong.push(`${restored} has another mtime`);
  if (expected.isSymbolicLink()) {
    compared.others += 1;
    if (readlinkSync(source) !== readlinkSync(restored)) compared.wrong.push(`${restored} points elsewhere`);
  } else if (expected.isFile()) {
    compared.files += 1;
    compared.bytes += Number(expected.size);
    if (actual.size !== expected.size || digest(source) !== digest(restored))
      compared.wrong.push(`${restored} has other content`);
  } else {
    compared.others += 1;
  }
}

function digest(path) {
  const hash = createHash("sha256");
  const piece = Buffer.allocUnsafe(1 << 20);
  const file = openSync(path, "r");
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece))
      hash.update(piece.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

function seconds(timed) {
  return `${timed.seconds.toFixed(1)} s`;
}

function size(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}

function rate(bytes, time) {
  return `${(bytes / 1e6 / time).toFixed(0)} MB/s`;
}
