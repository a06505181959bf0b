"""Obeys one JSON array a line, [method, arguments...], on a repository of the borg that this Python has installed."""

import json
import logging
import os
import sys
from configparser import ConfigParser

from borg.logger import setup_logging
from borg.repository import Repository

setup_logging(level="critical")

records = []


class Keeper(logging.Handler):
    def emit(self, record):
        records.append([record.levelname.lower(), record.name, record.getMessage()])


for name in ("borg.repository", "borg.crypto.file_integrity", "borg.locking"):
    logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger(name).addHandler(Keeper())
    logging.getLogger(name).propagate = False


def take_records():
    taken = list(records)
    records.clear()
    return taken

repository = None


def create(path, limits):
    with Repository(path, create=True, exclusive=True):
        pass
    config = ConfigParser(interpolation=None)
    name = os.path.join(path, "config")
    config.read(name)
    for key, value in limits.items():
        config.set("repository", key, str(value))
    with open(name, "w") as file:
        config.write(file)


def open_(path, exclusive):
    global repository
    close()
    opened = Repository(path, exclusive=exclusive, lock_wait=1)
    opened.__enter__()
    repository = opened


def close():
    global repository
    if repository is not None:
        repository.__exit__(None, None, None)
    repository = None


METHODS = {
    "create": create,
    "open": open_,
    "close": close,
    "put": lambda id, data: repository.put(bytes.fromhex(id), bytes.fromhex(data)),
    "delete": lambda id: repository.delete(bytes.fromhex(id)),
    "get": lambda id: repository.get(bytes.fromhex(id)).hex(),
    "list": lambda: [id.hex() for id in repository.list()],
    "commit": lambda compact, threshold: repository.commit(compact=compact, threshold=threshold),
    "rollback": lambda: repository.rollback(),
    "records": take_records,
    "check": lambda repair: repository.check(repair=repair),
}

for line in sys.stdin:
    method, *arguments = json.loads(line)
    try:
        answer = {"ok": METHODS[method](*arguments)}
    except Exception as error:
        answer = {"error": type(error).__name__ + ": " + str(error)}
    print(json.dumps(answer), flush=True)
close()
