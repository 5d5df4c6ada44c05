"""The configuration: ``opentrans.toml``, or ``[tool.opentrans]`` in pyproject.toml, found upwards from a folder.

Both are looked for in each folder, ``opentrans.toml`` first; the nearest is taken alone. What the command line says
comes before it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from ..errors import DialectError
from ..schema.dialects import Dialect, find_dialect, is_xsd_path
from ..validation.findings import Severity
from .rule_names import check_rules, did_you_mean

if TYPE_CHECKING:
    from ..amounts import Tolerances

OWN_FILE = "opentrans.toml"
PROJECT_FILE = "pyproject.toml"


@dataclass(frozen=True, eq=False)
class Config:
    """What a configuration file says (None and empty where it says nothing); ``file`` is its path.

    ``exclude`` holds globs as in .gitignore, relative to the file's folder; ``severities`` names rule ids or groups.
    """

    file: str | None = None
    dialect: str | None = None
    select: frozenset[str] | None = None
    ignore: frozenset[str] | None = None
    severities: Mapping[str, Severity] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    tolerances: Tolerances | None = None

    def excludes(self, path: str) -> bool:
        """Is a file left out where it was not named but found?

        A pattern without a slash matches the name of a file or of a folder above it, at any depth; one with a slash
        matches the path from the configuration's folder, or that of a folder above the file; ``*`` goes across
        slashes. ``drafts``, ``drafts/``, ``*.tmp.xml`` and ``archive/2019/*`` are examples.
        """
        if self.file is None or not self.exclude:
            return False
        try:
            relative = os.path.relpath(path, os.path.dirname(self.file)).replace(os.sep, "/")
        except ValueError:  # another drive
            return False
        parts = relative.split("/")
        above = ["/".join(parts[:count]) for count in range(1, len(parts))]
        return any(_matches(pattern, relative, above) for pattern in self.exclude)


def load_config(start: str | os.PathLike[str]) -> Config:
    """The nearest configuration in ``start`` and the folders above it; an empty one where there is none.

    Raises click.UsageError, with the file and the key, for what cannot be read or means nothing.
    """
    for file, data in _candidates(os.path.abspath(start)):
        own = os.path.basename(file) == OWN_FILE
        if not own and not _mentions_us(data):
            continue
        values = _parse(file, data)
        if not own:
            values = values.get("tool", {})
            if not isinstance(values, dict) or "opentrans" not in values:
                continue
            values = values["opentrans"]
            if not isinstance(values, dict):
                raise _problem(file, "tool.opentrans", "must be a table")
        return _config(file, "" if own else "tool.opentrans.", values)
    return Config()


def choose_dialect(option: str | None, config: Config) -> Dialect:
    """The dialect that the option ``--dialect`` names, else the configuration, else ITscope's.

    Raises what ``find_dialect`` does; for an unknown name in the configuration click.UsageError with its file.
    """
    try:
        return find_dialect(option or config.dialect or "itscope")
    except DialectError as error:
        if option or not config.dialect:
            raise
        raise click.UsageError(f"{config.file}: dialect: {error}") from error


def _mentions_us(pyproject: bytes) -> bool:
    """Could this hold our table? (Parsing it costs a short run a twentieth of its time.)"""
    squeezed = pyproject.translate(None, b" \t\"'")
    return b"tool.opentrans" in squeezed or (b"[tool]" in squeezed and b"opentrans" in squeezed)


def _candidates(folder: str) -> Iterator[tuple[str, bytes]]:
    while True:
        for name in (OWN_FILE, PROJECT_FILE):
            file = os.path.join(folder, name)
            if os.path.isfile(file):
                yield file, _read(file)
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise click.UsageError(f"{file}: cannot be read: {error.strerror or error}") from error


def _parse(file: str, data: bytes) -> dict[str, Any]:
    import tomllib
    from decimal import Decimal

    try:
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except ValueError as error:  # not UTF-8, or not TOML
        raise click.UsageError(f"{file}: is not valid TOML: {error}") from error


def _config(file: str, prefix: str, values: Mapping[str, Any]) -> Config:
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key not in _READERS:
            known = ", ".join(_READERS)
            advice = did_you_mean(key, _READERS) or f"; known are {known}"
            raise _problem(file, prefix + key, f"there is no such key{advice}")
        found[key] = _READERS[key](file, prefix + key, value)
    return Config(file, **found)


def _dialect(file: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _problem(file, key, f"must be the name of a dialect, not {value!r}")
    if is_xsd_path(value):
        return os.path.join(os.path.dirname(file), value)
    return value


def _rules(file: str, key: str, value: object) -> frozenset[str]:
    return check_rules(f"{file}: {key}", _strings(file, key, value))


def _exclude(file: str, key: str, value: object) -> tuple[str, ...]:
    return tuple(_strings(file, key, value))


def _severities(file: str, key: str, value: object) -> Mapping[str, Severity]:
    if not isinstance(value, dict):
        raise _problem(file, key, 'must be a table of rules or groups to "error" or "warning"')
    for name, severity in value.items():
        if severity not in ("error", "warning"):
            raise _problem(file, f"{key}.{name}", f'must be "error" or "warning", not {severity!r}')
    check_rules(f"{file}: {key}", value)
    return dict(value)


def _tolerances(file: str, key: str, value: object) -> Tolerances:
    from decimal import Decimal

    from ..amounts import Tolerances

    known = ("product", "per_line", "at_least")
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise _problem(file, key, f"must be a table of {', '.join(known)}")
    for name, amount in value.items():
        if isinstance(amount, bool) or not isinstance(amount, int | Decimal) or not 0 <= amount < 1000:
            raise _problem(file, f"{key}.{name}", f"must be an amount such as 0.01, not {amount!r}")
    return Tolerances(**{name: Decimal(amount) for name, amount in value.items()})


def _strings(file: str, key: str, value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise _problem(file, key, f'must be a list of texts, such as ["…"], not {value!r}')
    return value


def _problem(file: str, key: str, said: str) -> click.UsageError:
    from ..report.printable import printable

    return click.UsageError(f"{file}: {printable(key)}: {said}")


_READERS: Mapping[str, Callable[[str, str, object], Any]] = {
    "dialect": _dialect,
    "select": _rules,
    "ignore": _rules,
    "severities": _severities,
    "exclude": _exclude,
    "tolerances": _tolerances,
}


def _matches(pattern: str, relative: str, above: list[str]) -> bool:
    from fnmatch import fnmatchcase

    only_folders = pattern.endswith("/")
    stripped = pattern.removeprefix("./").rstrip("/")
    anywhere = "/" not in stripped
    forms = {stripped.removeprefix("/"), stripped.removeprefix("**/")}
    for path in above if only_folders else [*above, relative]:
        if any(fnmatchcase(path, form) for form in forms):
            return True
        if anywhere and fnmatchcase(path.rpartition("/")[2], stripped):
            return True
    return False
