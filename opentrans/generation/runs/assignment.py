"""Which of the files that a run is given is what: records, headers, further files, received ORDERs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch

from ...errors import SourceError
from ...names import OPENTRANS
from ...validation.judge import root_tag
from ..mapping import MappingError, MappingFile, Problem

_ORDER = f"{{{OPENTRANS}}}ORDER"
_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Assignment:
    """The files of a run by what the mapping wants of them; ``joined`` by the names that it gives them."""

    records: tuple[str, ...]
    headers: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)


def assign(mapping: MappingFile, paths: Sequence[str]) -> Assignment:
    """Tell by the patterns of the mapping (``files``) which file is what, ORDERs by their content.

    Where one section has no pattern, it gets all files that are left; where several have none, each gets one, in the
    order source, headers, joined. Raises SourceError for a file that cannot be opened, MappingError where it cannot
    be told what a file is, or where one is missing.
    """
    patterns = {"source": mapping.source.files}
    if mapping.headers is not None:
        patterns["headers"] = mapping.headers.files
    patterns |= {f"joined {one.name}": one.source.files for one in mapping.joined}
    found: dict[str, list[str]] = {name: [] for name in patterns}
    orders: list[str] = []
    left: list[str] = []
    for path in dict.fromkeys(paths):
        name = os.path.basename(path)
        fitting = [section for section, files in patterns.items() if files and fnmatch(name, files)]
        if _is_order(path) and mapping.order is not None and fnmatch(name, mapping.order.files or "*"):
            orders.append(path)
        else:
            (found[fitting[0]] if fitting else left).append(path)
    _share_out(mapping, left, [section for section, files in patterns.items() if not files], found)
    missing = [section for section, files in found.items() if not files]
    if mapping.order is not None and not orders:
        missing.append("order (a received ORDER)")
    if missing:
        reason = f"no file is given for {', '.join(missing)}"
        raise MappingError([Problem(mapping.file, None, None, reason, "name it as a further SOURCE")])
    joined = {one.name: tuple(found[f"joined {one.name}"]) for one in mapping.joined}
    return Assignment(tuple(found["source"]), tuple(found.get("headers", ())), tuple(orders), joined)


def _share_out(mapping: MappingFile, left: list[str], without: list[str], found: dict[str, list[str]]) -> None:
    """Give the files that fit no pattern to the sections that have none."""
    if len(without) == 1:
        found[without[0]] += left
    elif len(without) == len(left):
        for section, path in zip(without, left, strict=True):
            found[section].append(path)
    elif left:
        could = f"; {' and '.join(without)} could take it" if without else ""
        reason = f"it cannot be told what {', '.join(left)} is{could}"
        raise MappingError([Problem(mapping.file, None, None, reason, "write files: with a pattern of its name")])


def _is_order(path: str) -> bool:
    """Is this an ORDER of openTRANS? Raises SourceError for a file that cannot be opened."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff")) and root_tag(head) == _ORDER
