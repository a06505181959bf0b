"""Looks at repositories, whose paths come as arguments, with the borg that this Python has installed: a line of JSON for each."""

import contextlib
import io
import json
import os
import sys

from borg.archiver import Archiver


def run(*words):
    """Exit code and standard output of a command."""
    archiver = Archiver(lock_wait=1, prog="borg")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = archiver.run(archiver.get_args(["borg", *words], None))
    return code, out.getvalue()


for path in sys.argv[1:]:
    # each one may be an older state of the same repository
    os.environ["BORG_BASE_DIR"] = path + ".home"
    check, _ = run("check", path)
    listed, names = run("list", "--short", path)
    archives = names.split()
    reads = [run("extract", "--dry-run", f"{path}::{name}")[0] for name in archives]
    print(json.dumps({"codes": [check, listed, *reads], "archives": archives}), flush=True)
