"""Which files a command is about: paths, folders, globs, lists, standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic

import click

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Target:
    """A file to judge; ``walked`` if it was found in a folder, not named by somebody."""

    path: str
    walked: bool = False


def find_targets(paths: Iterable[str], files_from: str | None) -> list[Target]:
    """The files that ``paths`` and the list in ``files_from`` mean, each once, in a stable order.

    Folders are walked for ``*.xml`` (links to folders are not followed); globs are expanded here, so that they mean
    the same in every shell. Raises click.UsageError where a glob matches nothing.
    """
    targets: dict[str, Target] = {}
    for path in [*paths, *(_listed(files_from) if files_from else ())]:
        for target in _expand(path):
            targets.setdefault(target.path, target)
    return list(targets.values())


def _expand(path: str) -> Iterator[Target]:
    if path == STDIN:
        yield Target(path)
    elif os.path.isdir(path):
        for file in _walk(path):
            yield Target(file, walked=True)
    elif has_magic(path) and not os.path.lexists(path):
        found = sorted(file for file in glob(path, recursive=True) if not os.path.isdir(file))
        if not found:
            raise click.UsageError(f"nothing matches {path}")
        for file in found:
            yield Target(file)
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
