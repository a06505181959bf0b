"""Answers, one JSON object a line, how the real borg understands command lines. Run by borg's own Python."""

import argparse
import contextlib
import io
import json
import os
import sys
from datetime import datetime

from borg.archiver import Archiver, Highlander
from borg.compress import CompressionSpec
from borg.helpers import Error, Location


def plain(value):
    if isinstance(value, Location):
        return {name: getattr(value, name) for name in ("proto", "user", "host", "port", "path", "archive")}
    if isinstance(value, CompressionSpec):
        return {name: plain(part) for name, part in vars(value).items()}
    if isinstance(value, datetime):
        return round(value.timestamp() * 1_000_000)
    if isinstance(value, tuple) and hasattr(value, "cmd"):
        return [value.cmd.name, value.val.PREFIX, value.val.pattern_orig]
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value


def understand(program, words):
    try:
        args = Archiver(prog=program).parse_args(words)
    except SystemExit as e:
        return {"code": e.code or 0}
    except Error as e:
        print(e.get_message(), file=sys.stderr)
        return {"code": e.exit_code}
    except argparse.ArgumentTypeError as e:
        print(e, file=sys.stderr)
        return {"code": 2}
    except Exception as e:
        return {"code": 2, "crash": repr(e)}
    values = vars(args)
    if "func" not in values:
        return {"code": 0, "help": True}
    values["bypass_lock"] = not values.pop("lock", True)
    values = {name: plain(value) for name, value in values.items() if "func" not in name}
    return {"code": 0, "values": values}


def parse(request):
    for name, value in request["env"].items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        answer = understand(request["program"], list(request["words"]))
    return {**answer, "stdout": out.getvalue(), "stderr": err.getvalue()}


def levels(parser):
    """The parser and all parsers below it, by their names."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child in action.choices.values():
                yield from levels(child)


def switch(action, group):
    return {
        "flags": action.option_strings,
        "metavar": None if action.nargs == 0 else action.metavar or action.dest.upper(),
        "optional": action.nargs == "?",
        "once": isinstance(action, Highlander),
        "required": action.required,
        "choices": None if action.choices is None else list(action.choices),
        "group": group,
    }


def shape(request):
    found = {}
    for prog in ("borg", "borgfs"):
        for parser in levels(Archiver(prog=prog).build_parser()):
            positionals = [[a.metavar, a.nargs] for a in parser._actions if not a.option_strings]
            groups = [(g.title, a) for g in parser._action_groups for a in g._group_actions]
            switches = [switch(a, title) for title, a in groups if a.option_strings]
            found[parser.prog] = {"usage": parser.format_usage(), "positionals": positionals, "switches": switches}
    return found


for line in sys.stdin:
    request = json.loads(line)
    answer = shape(request) if request["op"] == "shape" else parse(request)
    sys.stdout.write(json.dumps(answer, default=repr) + "\n")
    sys.stdout.flush()
