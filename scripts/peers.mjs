// The real programs that the tests compare with: finds them, and as root on Debian installs them. Runs on Node 20.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SUITE_PACKAGES } from "./borg-suite.mjs";

const DEBIAN_PACKAGES = [
  "borgbackup",
  "acl",
  "attr",
  "fuse3",
  "strace",
  "e2fsprogs",
  "util-linux",
  "bzip2",
  "xz-utils",
  "zstd",
  "groff",
  "mandoc",
  "zsh",
  "fish",
  "openssh-client",
  "btrfs-progs",
  "sqlite3",
  "borgmatic",
  "rclone",
  "chromium",
  ...SUITE_PACKAGES,
];
/** What is a service as well: nothing of ours may open a port of a machine that runs its services. */
const SERVICE_PACKAGES = ["openssh-server", "postgresql", "mariadb-server"];
const POLICY = "/usr/sbin/policy-rc.d";
/** What pip needs to build borg 1.4 where no wheel fits. */
const BUILD_PACKAGES = [
  "python3-venv",
  "python3-dev",
  "gcc",
  "pkg-config",
  "libacl1-dev",
  "libssl-dev",
  "liblz4-dev",
  "libzstd-dev",
  "libxxhash-dev",
];

/** Prints what is found; installs what is missing where it may. Never fails: tests skip loudly without their peer. */
export function preparePeers({ install }) {
  const mayInstall = install && process.getuid?.() === 0 && existsSync("/etc/debian_version");
  if (mayInstall) installDebian(DEBIAN_PACKAGES);
  if (mayInstall && !existsSync("/run/systemd/system")) withoutServices(() => installDebian(SERVICE_PACKAGES));
  const borg12 = firstVersion([process.env.COFFER_BORG12, "/usr/bin/borg", "/usr/local/bin/borg"], "1.2");
  if (install) installPythonPeers(mayInstall);
  const found = {
    "borg 1.1": findBorg11(),
    "borg 1.2": borg12,
    "borg 1.4": findBorg14(),
    "borgmatic 1.7": firstVersion([process.env.COFFER_BORGMATIC17, "/usr/bin/borgmatic"], "1.7"),
    "borgmatic 2.1": findBorgmatic21(),
    postgresql: which("pg_dump") && existsSync("/usr/lib/postgresql") ? "/usr/lib/postgresql" : which("initdb"),
    mariadbd: which("mariadbd"),
    sqlite3: which("sqlite3"),
    rclone: which("rclone"),
    chromium: which("chromium"),
    "mkfs.btrfs": which("mkfs.btrfs"),
    strace: which("strace"),
    "setfacl, setfattr": which("setfacl") && which("setfattr"),
    fusermount3: which("fusermount3"),
    "groff, mandoc": which("groff") && which("mandoc"),
    zsh: which("zsh"),
    fish: which("fish"),
    "ssh, sshd": which("ssh") && (which("sshd") ?? which("/usr/sbin/sshd")),
    "python3-pytest": which("pytest-3"),
    root: process.getuid?.() === 0 ? "yes" : undefined,
  };
  console.log("peers:");
  for (const [name, path] of Object.entries(found)) {
    console.log(`  ${name.padEnd(18)} ${path ?? "MISSING: the tests that need it are skipped"}`);
  }
}

function installPythonPeers(mayInstall) {
  if ([findBorg11(), findBorg14(), findBorgmatic21()].every((found) => found !== undefined)) return;
  if (mayInstall) installDebian(BUILD_PACKAGES);
  if (findBorg11() === undefined) installWithPip("borg 1.1", "borgbackup>=1.1,<1.2", peerFolder("borg11"));
  if (findBorg14() === undefined) installWithPip("borg 1.4", "borgbackup>=1.4,<2", peerFolder("borg14"));
  if (findBorgmatic21() === undefined) {
    installWithPip("borgmatic 2.1", "borgmatic>=2.1,<2.2", peerFolder("borgmatic21"));
  }
}

function findBorg11() {
  return firstVersion([process.env.COFFER_BORG11, join(peerFolder("borg11"), "bin/borg")], "1.1");
}

function findBorg14() {
  return firstVersion([process.env.COFFER_BORG14, join(peerFolder("borg14"), "bin/borg"), "/usr/bin/borg"], "1.4");
}

function findBorgmatic21() {
  return firstVersion([process.env.COFFER_BORGMATIC21, join(peerFolder("borgmatic21"), "bin/borgmatic")], "2.1");
}

/** Root's own cache is closed to the other users that some tests run borg as. */
function peerFolder(name) {
  if (process.getuid?.() === 0) return join("/var/cache/coffer", name);
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "coffer", name);
}

function firstVersion(paths, version) {
  for (const path of paths) {
    if (path === undefined || path === "" || !existsSync(path)) continue;
    const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
    // borgmatic prints a bare number
    if (stdout?.replace(/^borg /, "").startsWith(`${version}.`)) return `${path} (${stdout.trim()})`;
  }
  return undefined;
}

function which(name) {
  const { stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
  return stdout.trim() === "" ? undefined : stdout.trim();
}

function installDebian(packages) {
  const missing = packages.filter((name) => {
    const { stdout } = spawnSync("dpkg-query", ["-W", "-f=${db:Status-Abbrev}", name], { encoding: "utf8" });
    return !stdout.startsWith("ii");
  });
  if (missing.length === 0) return;
  console.log(`apt-get install ${missing.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { env, stdio: ["ignore", "ignore", "inherit"] };
  const apt = ["-q", "-y", "--no-install-recommends", "install", ...missing];
  if (spawnSync("apt-get", apt, options).status !== 0) {
    spawnSync("apt-get", ["-q", "update"], options);
    if (spawnSync("apt-get", apt, options).status !== 0) console.warn("apt-get failed; going on without");
  }
}

/** Lets no package start its service (Debian's policy-rc.d) while `install` runs. */
function withoutServices(install) {
  const own = !existsSync(POLICY);
  if (own) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    install();
  } finally {
    if (own) rmSync(POLICY);
  }
}

function installWithPip(name, requirement, folder) {
  console.log(`installing ${name} into ${folder} (pip; once)`);
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    // the system's own, which every user can run, before one that root has for itself
    const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
    execFileSync(python, ["-m", "venv", folder], { stdio: ["ignore", "ignore", "inherit"] });
    const pip = ["install", "-q", "--disable-pip-version-check", requirement];
    execFileSync(join(folder, "bin/pip"), pip, { stdio: ["ignore", "ignore", "inherit"] });
  } catch (error) {
    console.warn(`${name} could not be installed: ${error instanceof Error ? error.message : String(error)}`);
    rmSync(folder, { recursive: true, force: true });
  }
}
