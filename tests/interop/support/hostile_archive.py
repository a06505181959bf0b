# Writes an archive of items as no honest program would, through the real borg's own modules.
#
#   python hostile_archive.py REPOSITORY ARCHIVE < items.json
#
# items: a list of {"path", "type": "file" | "folder" | "symlink" | "hardlink" | "fifo", "target", "content"}. Paths are taken as they are.
import json
import stat
import sys

from borg.archive import Archive
from borg.cache import Cache
from borg.helpers import Manifest
from borg.item import Item
from borg.logger import setup_logging
from borg.repository import Repository

MODES = {
    "file": stat.S_IFREG | 0o644,
    "hardlink": stat.S_IFREG | 0o644,
    "folder": stat.S_IFDIR | 0o755,
    "symlink": stat.S_IFLNK | 0o777,
    "fifo": stat.S_IFIFO | 0o644,
}


def raw_item(wish, cache, stats):
    fields = dict(mode=MODES[wish["type"]], uid=0, gid=0, user="root", group="root", mtime=10**18)
    if wish["type"] in ("symlink", "hardlink"):
        fields["source"] = wish["target"]
    if wish["type"] == "file":
        data = wish["content"].encode()
        fields["chunks"] = [cache.add_chunk(cache.key.id_hash(data), data, stats)]
        fields["size"] = len(data)
        fields["hardlink_master"] = True
    item = Item(path="placeholder", **fields)
    # past the checks of the property
    item._dict["path"] = wish["path"]
    return item


def main():
    setup_logging(level="error")
    location, name = sys.argv[1:]
    with Repository(location, exclusive=True) as repository:
        manifest, key = Manifest.load(repository, Manifest.NO_OPERATION_CHECK)
        with Cache(repository, key, manifest) as cache:
            archive = Archive(repository, key, manifest, name, cache=cache, create=True)
            for wish in json.load(sys.stdin):
                archive.add_item(raw_item(wish, cache, archive.stats), show_progress=False)
            archive.save()


main()
