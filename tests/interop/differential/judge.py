"""Says what there is in a scene: files, client folders, and repositories as the borg of this Python sees them.

Obeys one JSON object a line, {"scene", "environment", "known"}: `known` maps folders of repositories to what {"print"} was when
they were last described; an unchanged one is not opened again. Answers {"files", "home", "repositories"}.
"""

import hashlib
import json
import logging
import os
import stat
import sys
from configparser import ConfigParser
from datetime import timedelta

from borg.archive import Archive, ArchiveChecker
from borg.helpers import Manifest
from borg.logger import setup_logging
from borg.repository import Repository

setup_logging(level="critical")
os.umask(0o077)

# Files of a repository whose number is that of a transaction or segment.
NUMBERED = ("index", "hints", "integrity")

# Digests of files that look like ids, so that their words are known.
DIGESTS = ("sha256", "sha3_256", "blake2s")

said = []


class Keeper(logging.Handler):
    def emit(self, record):
        said.append(record.levelname.lower() + ": " + record.getMessage())


logging.getLogger("borg").setLevel(logging.INFO)
logging.getLogger("borg").addHandler(Keeper())
logging.getLogger("borg").propagate = False


def plain(value):
    """Anything of msgpack as JSON: bytes as the text that they are, or else in hexadecimal."""
    if isinstance(value, bytes):
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return value.hex()
        return text if text.isprintable() else value.hex()
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, int) and abs(value) > 2**53:
        return str(value)
    return value


def walk(top):
    for folder, names, files in os.walk(top):
        for name in list(names):
            if is_repository(os.path.join(folder, name)):
                names.remove(name)
        if folder == top and "home" in names:
            names.remove("home")
        for name in names + files:
            yield os.path.join(folder, name)


def is_repository(path):
    return os.path.isdir(os.path.join(path, "data")) and not os.path.islink(path)


def describe_file(path):
    status = os.lstat(path)
    kind = stat.S_IFMT(status.st_mode)
    said_of = {
        "mode": stat.filemode(status.st_mode),
        "owner": "%d:%d" % (status.st_uid, status.st_gid),
    }
    if kind != stat.S_IFDIR:
        said_of["links"] = status.st_nlink
        said_of["mtime"] = str(status.st_mtime_ns)
    if kind == stat.S_IFREG:
        with open(path, "rb") as file:
            content = file.read()
        said_of["size"] = len(content)
        said_of["holes"] = status.st_blocks * 512 < len(content) // 2
        for name in DIGESTS:
            said_of[name] = hashlib.new(name, content).hexdigest()
    if kind == stat.S_IFLNK:
        said_of["target"] = os.readlink(path)
    if kind in (stat.S_IFCHR, stat.S_IFBLK):
        said_of["device"] = status.st_rdev
    try:
        for name in os.listxattr(path, follow_symlinks=False):
            said_of["xattr " + name] = os.getxattr(path, name, follow_symlinks=False).hex()
    except OSError:
        pass
    return said_of


def describe_home(home):
    """Names of the client's files; contents of the small ones in its security folder."""
    told = []
    for folder, names, files in os.walk(home):
        for name in names + files:
            path = os.path.join(folder, name)
            told.append(os.path.relpath(path, home) + " " + about_client_file(path))
    return told


def about_client_file(path):
    mode = stat.filemode(os.lstat(path).st_mode)
    if os.path.isdir(path):
        return mode
    if os.path.basename(path) in ("location", "key-type"):
        with open(path) as file:
            return mode + " " + file.read()
    return mode + " %d" % os.stat(path).st_size


def fingerprint(repository):
    lines = []
    for folder, names, files in os.walk(repository):
        for name in sorted(names + files):
            path = os.path.join(folder, name)
            status = os.lstat(path)
            lines.append([os.path.relpath(path, repository), status.st_mode, status.st_size, status.st_mtime_ns])
    lines = [line if not stat.S_ISDIR(line[1]) else line[:2] for line in sorted(lines)]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()[:40]


def describe_repository(path):
    told = {"files": names_of_repository(path), "config": config_of(path)}
    del said[:]
    try:
        with Repository(path, lock=False) as repository:
            told["check of the repository"] = repository.check(repair=False)
            told["check of the archives"] = ArchiveChecker().check(
                repository, repair=False, sort_by="ts", verify_data=True
            )
        with Repository(path, lock=False) as repository:
            manifest, key = Manifest.load(repository, Manifest.NO_OPERATION_CHECK)
            told["key"] = describe_key(key)
            told["manifest"] = plain(manifest.config)
            told["archives"] = [
                describe_archive(Archive(repository, key, manifest, info.name), repository)
                for info in manifest.archives.list(sort_by=["ts", "name"])
            ]
    except Exception as error:
        told["error"] = type(error).__name__ + ": " + str(error)
    told["said"] = list(said)
    return told


def names_of_repository(path):
    told = {}
    for name in sorted(os.listdir(path)):
        mode = stat.filemode(os.lstat(os.path.join(path, name)).st_mode)
        stem = name.split(".")[0]
        told[stem + ".N" if stem in NUMBERED else name] = mode
    return told


def config_of(path):
    config = ConfigParser(interpolation=None)
    config.read(os.path.join(path, "config"))
    told = {section: dict(config.items(section)) for section in config.sections()}
    for section in told.values():
        if "key" in section:
            section["key"] = "present"
    return told


def describe_key(key):
    told = {"type": type(key).__name__}
    for name in ("id_key", "enc_key", "enc_hmac_key", "chunk_seed"):
        told[name] = hashlib.sha256(repr(getattr(key, name, None)).encode()).hexdigest()
    return told


def describe_archive(archive, repository):
    told = plain(archive.metadata.as_dict())
    told["id"] = archive.id.hex()
    # how well a compressor does is its own affair
    for name in ("items", "item_ptrs", "csize"):
        told.pop(name, None)
    # with --timestamp the end is the given start and the time that it took
    if timedelta() <= archive.ts_end - archive.ts < timedelta(minutes=5):
        told["time_end"] = "soon after the start"
    told["items"] = [describe_item(item, repository) for item in archive.iter_items()]
    return told


def describe_item(item, repository):
    told = plain(item.as_dict())
    if "chunks" in item:
        told["chunks"] = [
            [id.hex(), size, csize if csize != len(repository.get(id)) else "csize is right"]
            for id, size, csize in item.chunks
        ]
    return told


def look(scene, environment, known):
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(scene)
    # before the repositories: opening them makes folders
    home = describe_home(os.path.join(scene, "home"))
    files = {os.path.relpath(path, scene): describe_file(path) for path in walk(scene)}
    repositories = {}
    for folder, names, _ in os.walk(scene):
        for name in list(names):
            path = os.path.join(folder, name)
            if is_repository(path):
                names.remove(name)
                relative = os.path.relpath(path, scene)
                told = None if known.get(relative) == fingerprint(path) else describe_repository(path)
                # afterwards: a check saves the config
                repositories[relative] = {"print": fingerprint(path), "told": told}
    return {"home": home, "files": files, "repositories": repositories}


for line in sys.stdin:
    try:
        answer = {"ok": look(**json.loads(line))}
    except Exception as error:
        answer = {"error": type(error).__name__ + ": " + str(error)}
    print(json.dumps(answer, sort_keys=True), flush=True)
