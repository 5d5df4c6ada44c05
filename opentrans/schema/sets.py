"""Schema sets: the XSD files that judge together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from .._data import data_path

#: Which business rules go with a schema.
RuleFamily = Literal["itscope", "standard", "none"]

#: The month of the newest of ITscope's changes; the bundled set ``itscope`` contains it.
LAST_CHANGE = "2024-03"


@dataclass(frozen=True, eq=False)
class SchemaSet:
    """XSD files by name (relative, with ``/``), and the one to start from.

    ``full_entry`` starts the set for the five documents beyond the usual ones; it is ``entry`` where a set has
    only one start. ``folder`` is where the files lie on the disk, if they lie there just as they are.
    """

    files: Mapping[str, bytes]
    entry: str
    full_entry: str
    folder: str | None = None

    @cached_property
    def sha256(self) -> str:
        """SHA-256 over the files sorted by name: for each its name, a NUL byte and its bytes."""
        from hashlib import sha256

        digest = sha256()
        for name in sorted(self.files):
            digest.update(name.encode() + b"\0" + self.files[name])
        return digest.hexdigest()


@cache
def bundled(name: str) -> SchemaSet:
    """A set that ships with the package: ``standard`` or ``itscope``."""
    folder = data_path("schemas", name)
    files = {file: read_bytes(os.path.join(folder, file)) for file in os.listdir(folder) if file.endswith(".xsd")}
    entry = "opentrans" if name == "standard" else name
    return SchemaSet(files, f"{entry}.xsd", f"{entry}-all.xsd", folder)


def read_bytes(path: str) -> bytes:
    """What a file holds."""
    with open(path, "rb") as stream:
        return stream.read()
