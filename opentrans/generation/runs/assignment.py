"""Which of the files that a run is given is what: records, headers, further files, received ORDERs."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch

from ...errors import SourceError
from ...names import OPENTRANS
from ...validation.judge import root_tag
from ..mapping import MappingError, MappingFile, Problem
from ..sources.earlier import REPLIES

#: Of any version of openTRANS.
_ORDER = re.compile(rf"\{{{re.escape(OPENTRANS.rpartition('/')[0])}/.*\}}ORDER")
_REPLY = re.compile(rf"{_ORDER.pattern.removesuffix('ORDER')}(?:{'|'.join(REPLIES)})")
_HEAD = 64 * 1024
#: How XML begins, in UTF-16 with a byte order mark.
_XML = (b"<", b"\xff\xfe<\0", b"\xfe\xff\0<")
#: Of a file that is not well-formed: a start tag of an ORDER before any other.
_BEGINS_ORDER = re.compile(rb"[^<]*(?:<[?!][^<]*)*<(?:[\w.-]+:)?ORDER[\s>]")
_BEGINS_REPLY = re.compile(rb"[^<]*(?:<[?!][^<]*)*<(?:[\w.-]+:)?(?:ORDERRESPONSE|DISPATCHNOTIFICATION|INVOICE)[\s>]")


@dataclass(frozen=True, slots=True)
class Assignment:
    """The files of a run by what the mapping wants of them; ``joined`` by the names that it gives them.

    ``earlier``: replies to the ORDERs, made before.
    """

    records: tuple[str, ...]
    headers: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()


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
    earlier: list[str] = []
    left: list[str] = []
    for path in dict.fromkeys(paths):
        name = os.path.basename(path)
        fitting = [section for section, files in patterns.items() if files and fnmatch(name, files)]
        head = _head_of(path)
        if mapping.order is not None and not fitting and _is_reply(head):
            earlier.append(path)
        elif mapping.order is not None and fnmatch(name, mapping.order.files or "*") and _is_order(path, head, mapping):
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
    return Assignment(tuple(found["source"]), tuple(found.get("headers", ())), tuple(orders), joined, tuple(earlier))


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


def _is_order(path: str, head: bytes, mapping: MappingFile) -> bool:
    """Is this a received ORDER, or can it be nothing else, so that its own error is what somebody has to read?"""
    others = [mapping.source, mapping.headers, *(one.source for one in mapping.joined)]
    if all(one is None or one.kind != "xml" for one in others):
        return path.lower().endswith(".xml") or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_XML)
    tag = root_tag(head)
    return (_BEGINS_ORDER.match(head) if tag is None else _ORDER.fullmatch(tag)) is not None


def _is_reply(head: bytes) -> bool:
    """Is this an earlier reply to an ORDER?"""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_XML):
        return False
    tag = root_tag(head)
    return (_BEGINS_REPLY.match(head) if tag is None else _REPLY.fullmatch(tag)) is not None


def _head_of(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read(_HEAD)
    except OSError as error:
        raise SourceError(path, error.strerror or str(error)) from error
