"""Who is still at work: a file for each process that sends, which the operating system holds for as long as it lives.

No process id is compared, so that a reused one cannot deceive: the system itself lets go of the file when the process
ends, however it ends. POSIX: an exclusive ``flock``. Windows: the file is open, and what is open cannot be removed.
"""

from __future__ import annotations

import os
import sys
import uuid
from contextlib import suppress
from glob import escape, glob


class Owner:
    """The mark of this process beside a journal; ``token`` names it."""

    def __init__(self, journal: str) -> None:
        self.token: str = uuid.uuid4().hex
        self._path = _path(journal, self.token)
        self._descriptor = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
        if sys.platform != "win32":
            import fcntl

            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.close()
                raise

    def is_seen(self) -> bool:
        """Is the mark still where others look for it?"""
        try:
            return os.path.samestat(os.stat(self._path), os.fstat(self._descriptor))
        except OSError:
            return False

    def close(self) -> None:
        """Take the mark away."""
        if sys.platform == "win32":
            os.close(self._descriptor)
            with suppress(OSError):
                os.unlink(self._path)
        else:
            with suppress(OSError):
                os.unlink(self._path)
            os.close(self._descriptor)


def is_alive(journal: str, token: str) -> bool:
    """Is the process at work that left this mark? A mark that cannot be looked at counts as alive."""
    path = _path(journal, token)
    try:
        if sys.platform != "win32":
            import fcntl

            descriptor = os.open(path, os.O_RDWR)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two may look at once
            finally:
                os.close(descriptor)
        os.unlink(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def remove_dead(journal: str) -> None:
    """Take away the marks that ended processes left behind."""
    prefix = _path(journal, "")
    for path in glob(f"{escape(prefix)}*"):
        is_alive(journal, path[len(prefix) :])


def _path(journal: str, token: str) -> str:
    return f"{journal}-owner-{token}"
