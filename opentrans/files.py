"""Files that are written whole or not at all."""

from __future__ import annotations

import os

from .errors import SourceError


def write_whole(path: str, data: bytes) -> None:
    """Write a file so that it holds all of ``data`` or is left as it was (a pipe or device is just written to).

    Links are followed, and the file gets the permissions that the file before it had, or else the usual ones.
    Raises SourceError where it cannot be written.
    """
    import secrets

    target = os.path.realpath(path)
    temporary = None
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb") as stream:
                stream.write(data)
            return
        mode = os.stat(target).st_mode & 0o777 if os.path.exists(target) else None
        temporary = os.path.join(os.path.dirname(target), f".{secrets.token_hex(8)}.tmp")
        with open(temporary, "xb", opener=lambda name, flags: os.open(name, flags, mode or 0o666)) as made:
            made.write(data)
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)
        raise SourceError(path, f"cannot be written: {error.strerror or error}") from error
