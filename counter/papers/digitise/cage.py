"""The walls round the child: memory, time, no files, no network, no programs. Called once, by the child."""

import sys

MEMORY = 400 * 1024 * 1024  # bytes of address space
CPU = 5  # seconds
_STREAMS = 3  # standard input, output, error
_FORBIDDEN = (
    "open", "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system",
    "ctypes.", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod",
    "os.listdir", "os.scandir", "shutil.", "urllib.", "winreg.", "webbrowser.",
)  # fmt: skip


class Walled(BaseException):
    """Something in here wanted out. Nothing in here may catch it: the child ends."""


def limit_resources() -> None:
    """Little memory and time; where the system has no such limits (Windows) the parent's clock stays."""
    try:
        import resource
    except ImportError:
        return
    for kind, soft, hard in (
        (resource.RLIMIT_AS, MEMORY, MEMORY),
        (resource.RLIMIT_CPU, CPU, CPU + 1),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(kind, (soft, hard))


def shut() -> None:
    """From now on nothing can be opened: no file, no socket, no program. Everything is imported by now."""
    sys.meta_path.clear()  # a late import is an ImportError, not an open file
    sys.addaudithook(_refuse)
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (_STREAMS, _STREAMS))


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise Walled(event)
