import type { Case, CaseTable } from "../case.ts";
import { ownWords } from "./reasons.ts";

/** What `find` and readers see below a mount; of links and FIFOs the sizes are nobody's business. */
const LOOK =
  "find target -mindepth 1 -printf '%P %M %U:%G %T@ %l %y\\n' | sort; find target -type f -readable -print0 | sort -z | xargs -0r sha256sum";

/** Waits for the end of the mount's process, which `umount` does not. */
const GONE = "i=0; while [ -e repo/lock.roster ] && [ $i -lt 100 ]; do sleep 0.05; i=$((i+1)); done";

/** Mounts on `target`, looks, and unmounts. */
function seen(words: string, more: Omit<Case, "run" | "needs"> = {}): Case {
  return {
    run: [`$ borg mount ${words}`, `$ ${LOOK}`, `$ borg umount target; ls target; ${GONE}`],
    needs: "fuse",
    ...more,
  };
}

export const mount: CaseTable = {
  name: "mount",
  cases: [
    seen("repo::one target"),
    seen("repo::one target", { world: "encrypted" }),
    seen("repo target"),
    seen("repo::one target source/folder"),
    seen("repo::one target source/nowhere"),
    seen("--consider-checkpoints repo target"),
    seen("-P o repo target"),
    seen("--prefix t repo target"),
    seen("-a 'o*' repo target"),
    seen("--glob-archives 't*' --sort-by name --first 1 repo target"),
    seen("--last 1 repo target"),
    seen("-e source/folder repo::one target"),
    seen("--exclude '*.log' --exclude-from rules repo::one target", { prepare: "printf 'source/t*\\n' > rules" }),
    seen("--pattern '-source/f*' repo::one target"),
    seen("--patterns-from rules repo::one target", { prepare: "printf -- '- source/f*\\n' > rules" }),
    seen("--strip-components 1 repo::one target"),
    seen("--numeric-ids repo::one target"),
    seen("--numeric-owner repo::one target"),
    seen("-o versions repo target"),
    seen("-o ignore_permissions,allow_damaged_files repo::one target"),
    seen("-o uid=1000,gid=1001,umask=0222 repo::one target"),
    seen("repo::one target", { env: { BORG_MOUNT_DATA_CACHE_ENTRIES: "2" } }),
    seen("repo::one target", { env: { BORG_FUSE_IMPL: "llfuse" } }),
    {
      run: [
        "$ borg mount -f repo::one target & until mountpoint -q target; do sleep 0.05; done; borg umount target; wait $!; echo $?",
      ],
      needs: "fuse",
    },
    { run: ["$ borgfs repo::one target", `$ ${LOOK}`, `$ borg umount target; ${GONE}`], needs: "fuse" },
    { run: "mount repo::nowhere target", needs: "fuse" },
    { run: "mount nowhere target", needs: "fuse" },
    { run: "mount repo nowhere", needs: "fuse" },
    { run: "mount repo source/text", needs: "fuse" },
    { run: "mount repo" },
    { run: "mount -o versions repo::one target", needs: "fuse" },
    { run: "mount -P a -a b repo target" },
    { run: "umount target", needs: "fuse" },
    { run: "umount nowhere", needs: "fuse" },
    { run: "umount" },
    { run: "mount --help", differs: ownWords(/usage: borg mount/) },
    { run: "umount --help", differs: ownWords(/usage: borg umount/) },
  ],
};
