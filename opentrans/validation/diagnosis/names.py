"""Names: parts of them, how they are written in the file, and which one was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from lxml import etree

from ...names import PREFIXES
from ..problems import name_in_file

#: From this similarity on one name is taken for a mistyped other.
SIMILAR = 0.75
_MOST_LISTED = 5
_LONGEST = 64


def local_name(name: str) -> str:
    """The part of a name in Clark notation behind the namespace."""
    return name.rpartition("}")[2]


def namespace_of(name: str) -> str:
    """The namespace of a name in Clark notation, "" where it has none."""
    return name[1 : name.index("}")] if name.startswith("{") else ""


@lru_cache(maxsize=4096)
def similarity(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1 (0 also where it is less than SIMILAR); case does not count."""
    if len(one) > _LONGEST:
        return 0.0
    matcher = SequenceMatcher(None, one.upper(), other.upper())
    if matcher.real_quick_ratio() < SIMILAR or matcher.quick_ratio() < SIMILAR:
        return 0.0
    return matcher.ratio()


def closest(name: str, known: Iterable[str], cutoff: float = SIMILAR) -> str | None:
    """The name among ``known`` (Clark notation) that is most like ``name``, or None."""
    by_local = {local_name(other).upper(): other for other in known}
    if len(name) > _LONGEST:
        return None
    found = get_close_matches(local_name(name).upper(), list(by_local), n=1, cutoff=cutoff)
    return by_local[found[0]] if found else None


def listed(names: Sequence[str], element: etree._Element, word: str = "or") -> str:
    """Names for a message: ``A, B or C``, the first few of many; written as in the file where ``element`` stands."""
    written = list(dict.fromkeys(name_in_file(name, element) for name in names))
    if len(written) > _MOST_LISTED:
        return f"{', '.join(written[:_MOST_LISTED])} {word} {len(written) - _MOST_LISTED} more"
    if len(written) > 1:
        return f"{', '.join(written[:-1])} {word} {written[-1]}"
    return "".join(written)


def namespace_text(namespace: str) -> str:
    """A namespace for a message: its usual prefix or its name."""
    known = {"": "openTRANS", "bmecat:": "BMEcat", "xmime:": "xmlmime", "xsig:": "XML Signature"}
    if not namespace:
        return "no namespace"
    return (
        f"the namespace {namespace}" if namespace not in PREFIXES else f"the namespace of {known[PREFIXES[namespace]]}"
    )
