"""Which files a command is about: paths, folders, globs, lists, standard input."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..validation.findings import Report

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Target:
    """A file to judge.

    ``walked`` if it was found in a folder, where other XML may lie; ``found`` if by a folder or a glob, so that
    nobody named just this file.
    """

    path: str
    walked: bool = False
    found: bool = False


def find_targets(paths: Iterable[str], files_from: str | None) -> list[Target]:
    """The files that ``paths`` and the list in ``files_from`` mean, each once, in a stable order.

    Folders are walked for ``*.xml`` (links to folders are not followed), those that a glob matches too; globs are
    expanded here, so that they mean the same in every shell. What is named stays named, whatever else finds it.
    Raises click.UsageError where a glob matches nothing, or where standard input is to be both list and document.
    """
    named = [*paths, *(_listed(files_from) if files_from else ())]
    if files_from == STDIN and STDIN in named:
        raise click.UsageError("standard input cannot be both the list of files and a document")
    targets: dict[str, Target] = {}
    for path in named:
        for target in _expand(path):
            key = _key(target.path)
            before = targets.get(key, target)
            targets[key] = Target(before.path, before.walked and target.walked, before.found and target.found)
    return list(targets.values())


def is_other_xml(target: Target, report: Report) -> bool:
    """Is the file, found in a folder, well-formed XML of another kind, which is skipped there?

    (A DOCTYPE does not count here: drawings and web pages have one.)
    """
    if not target.walked:
        return False
    rules = {finding.rule for finding in report.findings}
    return "document/foreign-root" in rules or ("xml/forbidden-dtd" in rules and _is_other_behind_dtd(target.path))


def _is_other_behind_dtd(path: str) -> bool:
    from ..names import DOCUMENTS
    from ..schema.sets import read_bytes
    from ..secure_xml import split_at_doctype
    from ..validation.findings import Finding
    from ..validation.reader import parse

    try:
        parts = split_at_doctype(read_bytes(path))
    except OSError:
        return False
    if parts is None:
        return False
    without_entities = re.sub(rb"&([A-Za-z_][\w.-]*);", rb"\1", parts[1])
    root = parse(parts[0] + without_entities)
    return not isinstance(root, Finding) and root.tag.rpartition("}")[2] not in DOCUMENTS


def _key(path: str) -> str:
    """What two ways of writing a path have in common (.. is left alone: behind a link it leads elsewhere)."""
    return path if path == STDIN or ".." in path else os.path.normcase(os.path.abspath(path))


def _expand(path: str) -> Iterator[Target]:
    if path == STDIN:
        yield Target(path)
    elif os.path.isdir(path):
        for file in _walk(path):
            yield Target(file, walked=True, found=True)
    elif has_magic(path) and not os.path.lexists(path):
        found = sorted(glob(path, recursive=True))
        if not found:
            raise click.UsageError(f"nothing matches {path}")
        for match in found:
            if os.path.isdir(match):
                for file in _walk(match):
                    yield Target(file, walked=True, found=True)
            else:
                yield Target(match, found=True)
    else:
        yield Target(path)


def _walk(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            if file.lower().endswith(".xml"):
                yield os.path.join(place, file)


def _listed(name: str) -> list[str]:
    try:
        with click.open_file(name, encoding="utf-8-sig") as lines:
            return [path for line in lines if (path := line.rstrip("\r\n"))]
    except (OSError, UnicodeError) as error:
        raise click.UsageError(f"--files-from {name}: {error}") from error
