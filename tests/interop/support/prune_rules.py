"""Answers one JSON object a line, {zone, archives: {hex id: microseconds}, rules}, with what the rules of this Python's borg keep."""

import json
import os
import sys
import time
from collections import namedtuple
from datetime import datetime, timedelta, timezone

from borg.helpers import PRUNING_PATTERNS, prune_split, prune_within

Archive = namedtuple("Archive", "id ts")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

for line in sys.stdin:
    case = json.loads(line)
    os.environ["TZ"] = case["zone"]
    time.tzset()
    archives = [Archive(id, EPOCH + timedelta(microseconds=micros)) for id, micros in case["archives"].items()]
    archives.sort(key=lambda archive: archive.ts)
    archives.reverse()
    rules = case["rules"]
    kept = {}
    if rules.get("withinHours"):
        prune_within(archives, rules["withinHours"], kept)
    for rule in PRUNING_PATTERNS:
        prune_split(archives, rule, rules.get(rule, 0), kept)
    print(json.dumps(kept), flush=True)
