"""Runs Borg's own tests of remote repositories against another server than `borg serve`.

    remote_tests.py SERVER FOLDER [pytest's arguments...] TEST...

Run by the Python of the Borg whose tests they are. TEST is a file of borg.testsuite, with classes behind `::` if not all are meant. FOLDER is
for temporary files. One line of JSON a test on standard output: name, outcome, reason.

Those tests start their server by `python -m borg.archiver serve`: SERVER is put in the place of that, and nothing else is changed.
"""

import json
import logging
import os
import subprocess
import sys

import borg.constants

# Before what imports it by `*`: keys of tests need no stretching.
borg.constants.PBKDF2_ITERATIONS = 1

import borg.remote  # noqa: E402
import borg.testsuite  # noqa: E402
from borg.logger import setup_logging  # noqa: E402

# A virtual environment with Borg need not have pytest: that of the system, behind all else.
sys.path.append("/usr/lib/python3/dist-packages")
import pytest  # noqa: E402

BORGS_SERVER = [sys.executable, "-m", "borg.archiver", "serve"]


def popen_of(server):
    def popen(command, *args, **options):
        assert command[: len(BORGS_SERVER)] == BORGS_SERVER, command
        return subprocess.Popen([server, "serve", *command[len(BORGS_SERVER) :]], *args, **options)

    return popen


class Plugin:
    """What the tests expect around them, and a record of what became of them."""

    def __init__(self, output):
        self.output = output
        self.outcomes = {}

    @pytest.fixture(autouse=True)
    def surroundings(self, tmp_path_factory, monkeypatch):
        before = dict(os.environ)
        home = tmp_path_factory.mktemp("home")
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            monkeypatch.setenv(name, str(home / name))
        yield
        # the tests set variables themselves
        for name in set(os.environ) - set(before):
            del os.environ[name]

    def pytest_runtest_logreport(self, report):
        outcome, reason = self.outcomes.get(report.nodeid, ("passed", ""))
        if outcome == "passed" and report.outcome != "passed":
            outcome = report.outcome
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
        self.outcomes[report.nodeid] = outcome, reason
        if report.when == "teardown":
            name = "::".join(report.nodeid.split("::")[1:])
            record = {"name": name, "outcome": outcome, "reason": reason}
            print(json.dumps(record), file=self.output, flush=True)


def main(server, folder, *arguments):
    suite = os.path.dirname(borg.testsuite.__file__)
    borg.remote.Popen = popen_of(server)
    setup_logging()
    # tests write to standard output as well
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    tests = [os.path.join(suite, word) if word.partition("::")[0].endswith(".py") else word for word in arguments]
    common = ["-p", "no:cacheprovider", "-W", "ignore", "-q", "--tb=short", f"--rootdir={suite}", f"--basetemp={folder}/pytest"]
    return pytest.main([*common, *tests], plugins=[Plugin(output)])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
