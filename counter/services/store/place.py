"""Where a store may lie: on a disk of this machine that no other program copies or shares.

WAL needs every process on one machine, and a folder that is synchronised copies a live file in pieces
(sqlite.org "How To Corrupt An SQLite Database File"). On Linux the kind of mount is known, on Windows the
kind of drive; elsewhere only the names and marks of the common services are.
"""

import os
import re
import sys
from pathlib import Path

from counter.errors import StoreError
from counter.rules.backups import LIST

MOUNTS = Path("/proc/mounts")

_NETWORK_TYPES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs"),
        *("ceph", "glusterfs", "lustre", "davfs", "vboxsf", "prl_fs"),
        *("fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs2", "fuse.s3fs", "fuse.glusterfs"),
        *("fuse.cifs", "fuse.smbnetfs", "fuse.vmhgfs-fuse", "fuse.curlftpfs", "fuse.nfs"),
        *("fuse.onedriver", "fuse.google-drive-ocamlfuse"),
    }
)
# A folder of one of these names, alone or followed by " - …" or " (…)" as the services write them.
_SYNC_NAMES = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "drivefs": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "cloudstorage": "CloudStorage",
    "syncthing": "Syncthing",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud drive": "pCloud",
    "pclouddrive": "pCloud",
    "megasync": "MEGA",
    "box sync": "Box",
}
_SYNC_NAME = re.compile("(" + "|".join(map(re.escape, _SYNC_NAMES)) + ")(?:$| ?-| \\()")
# What a service leaves in the root of the folder it copies.
_SYNC_MARKS = {
    ".stfolder": "Syncthing",
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".tmp.driveupload": "Google Drive",
    ".tmp.drivedownload": "Google Drive",
    ".owncloudsync.log": "ownCloud",
    ".nextcloudsync.log": "Nextcloud",
}
_MOST_LINKS = 40  # as the system
_OCTAL = re.compile(r"\\([0-7]{3})")  # how /proc/mounts writes a space: \040
_ONEDRIVE_ROOTS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def refuse_shared_place(path: Path, *, mounts: Path = MOUNTS) -> Path:
    """The path made absolute, its links followed.

    StoreError `store.network_folder` (with the kind of mount) or `store.sync_folder` (with the service);
    `store.cannot_open` for a path that leads nowhere (links in a ring, a name too long, a NUL);
    `store.of_backup` for one within a back-up.
    """
    for name in (str(path), str(path.absolute())):
        if name.startswith(("\\\\", "//")):
            raise StoreError("store.network_folder", kind="UNC", folder=str(path.parent))
    place = _resolved(path)
    for way in {path.absolute(), place}:
        if service := _sync_service(way):
            raise StoreError("store.sync_folder", service=service, folder=str(way.parent))
    if kind := _network_kind(place, mounts):
        raise StoreError("store.network_folder", kind=kind, folder=str(place.parent))
    if of_backup(place):
        raise StoreError("store.of_backup", file=place.name, folder=place.parent.name)
    return place


def of_backup(path: Path) -> bool:
    """Whether a store is part of a back-up: opened there it would not be any more as its list says."""
    return (path.parent / LIST).is_file()


def real_place(path: Path) -> Path:
    """Where a store lies whose name is a link: its key file, papers and locks lie beside it there.

    A path that is none is given back as it is; so is a link that `refuse_shared_place` refuses because of a
    folder on its way, and one that leads nowhere: it tells of them in words, and sees the way.
    """
    way = path
    for _ in range(_MOST_LINKS):
        if not os.path.islink(way):  # noqa: PTH114  unlike Path.is_symlink, it takes any path
            break
        if _sync_service(way.absolute()):
            return path
        try:
            way = way.parent / way.readlink()
        except OSError:
            return path
    if way is path or _sync_service(way.absolute()):
        return path
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _resolved(path: Path) -> Path:
    try:
        place = path.resolve()
        place.exists()  # a name that is too long is told here, before anything is made
    except (OSError, RuntimeError, ValueError) as fault:  # RuntimeError: links in a ring (Python before 3.13)
        raise StoreError("store.cannot_open", file=path.name) from fault
    return place


def _sync_service(path: Path) -> str | None:
    for part in path.parts[1:-1]:
        found = _SYNC_NAME.match(part.casefold())
        if found is not None:
            return _SYNC_NAMES[found[1]]
    for folder in map(str, path.parents):
        for mark, service in _SYNC_MARKS.items():
            if os.path.exists(f"{folder}/{mark}"):  # noqa: PTH110  a start waits for these 50 looks
                return service
    for variable in _ONEDRIVE_ROOTS:
        root = os.environ.get(variable)
        if root and path.is_relative_to(root):
            return "OneDrive"
    return None


def _network_kind(path: Path, mounts: Path) -> str | None:
    if os.name == "nt":
        return _windows_kind(path)
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    best, kind = "", ""
    for line in lines:
        _, folder, type_ = line.split(" ")[:3]
        place = _OCTAL.sub(lambda found: chr(int(found[1], 8)), folder).rstrip("/") + "/"
        if str(path).startswith(place) and len(place) >= len(best):  # a later mount hides an earlier one
            best, kind = place, type_
    return kind if kind in _NETWORK_TYPES else None


def _windows_kind(path: Path) -> str | None:
    if sys.platform == "win32":
        import ctypes

        remote = 4  # DRIVE_REMOTE
        if ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == remote:
            return "network drive"
    return None
