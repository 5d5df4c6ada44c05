"""ITscope's dated changes to the standard schema, and the sets that they produce.

``python -m opentrans.schema.changes`` writes the set of the last change to ``schemas/itscope``.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from lxml import etree

from .._data import data_path
from ..errors import SchemaError
from .sets import LAST_CHANGE, SchemaSet, bundled

_XS = {"xs": "http://www.w3.org/2001/XMLSchema"}
_INCLUDE, _IMPORT = (f"{{{_XS['xs']}}}{name}" for name in ("include", "import"))
_HEADER = re.compile(rb"<!-- (?P<title>.*?)\.\s(?P<notice>.*?)-->", re.DOTALL)
_OPENTRANS_NOTICE = (
    "     This set is changed: it follows ITscope's published list of deviations (changes.toml).\n"
    "     Parts of this specification are based on the openTRANS Standard V2.X\n"
    "     (Copyright (c) 2000-2009 Fraunhofer IAO and University of Essen BLI)."
)


@dataclass(frozen=True)
class Change:
    """One of ITscope's changes: since when (month), where, what, what of it is documented and what assumed."""

    number: int
    since: str
    where: str
    what: str
    documented: str
    assumed: str
    edits: tuple[dict[str, Any], ...]


@cache
def load_changes() -> tuple[Change, ...]:
    """All changes, newest first, from ``schemas/itscope/changes.toml``."""
    table = tomllib.loads(Path(data_path("schemas", "itscope", "changes.toml")).read_text("utf-8"))
    return tuple(
        Change(**{key: value for key, value in change.items() if key != "edit"}, edits=tuple(change["edit"]))
        for change in table["change"]
    )


def patched(as_of: str) -> SchemaSet:
    """The standard set with all changes up to and including the month ``as_of`` (``YYYY-MM``)."""
    standard = bundled("standard")
    trees: dict[str, etree._Element] = {}
    for change in reversed(load_changes()):
        if change.since <= as_of:
            for edit in change.edits:
                file = edit["file"]
                if file not in trees:
                    trees[file] = etree.fromstring(standard.files[file])
                _apply(trees[file], edit, f"change {change.number}, {file}")
    files = {}
    for name, data in standard.files.items():
        changed = trees.get(name)
        patched_file = data if changed is None else _serialised(changed, data)
        files[_renamed(name)] = _own_header(patched_file).replace(b'"opentrans.xsd"', b'"itscope.xsd"')
    return SchemaSet(files, "itscope.xsd", "itscope-all.xsd")


def _apply(root: etree._Element, edit: dict[str, Any], place: str) -> None:
    found = cast("list[etree._Element]", root.xpath(edit["at"], namespaces=_XS))
    if not found:
        raise SchemaError(f"{place}: nothing stands at {edit['at']}")
    for element in found:
        for name, value in edit.get("set", {}).items():
            element.set(name, value)
        if "replace" in edit:
            element.set("value", element.get("value", "").replace(*edit["replace"]))
        for snippet in edit.get("before", ()):
            element.addprevious(_parsed(snippet, root))
        for snippet in reversed(edit.get("after", ())):
            element.addnext(_parsed(snippet, root))
        for snippet in edit.get("append", ()):
            element.append(_parsed(snippet, root))
        if "with" in edit:
            cast("etree._Element", element.getparent()).replace(element, _parsed(edit["with"], root))


def _parsed(snippet: str, root: etree._Element) -> etree._Element:
    """The element that a snippet of the list says, in the namespaces of the file that it goes to."""
    declarations = "".join(f' xmlns{":" + prefix if prefix else ""}="{uri}"' for prefix, uri in root.nsmap.items())
    return etree.fromstring(f"<snippet{declarations}>{snippet}</snippet>")[0]


def _serialised(root: etree._Element, original: bytes) -> bytes:
    """The changed file: the head of the original (down to the start tag of the root), the new content, indented."""
    etree.indent(root, "  ")
    children = list(root)
    for child, following in pairwise(children):
        if following.tag not in (_INCLUDE, _IMPORT):
            child.tail = "\n\n  "
    start_tag = re.compile(rb"<xs:schema[^>]*>")
    head = original[: start_tag.search(original).end()]  # type: ignore[union-attr]
    return head + start_tag.split(etree.tostring(root, encoding="UTF-8", with_tail=False), maxsplit=1)[1] + b"\n"


def _renamed(name: str) -> str:
    return name.replace("opentrans", "itscope")


def _own_header(data: bytes) -> bytes:
    """The file with a title that does not say openTRANS, and the notice that a changed set must carry."""

    def header(match: re.Match[bytes]) -> bytes:
        title = match["title"].decode().replace("openTRANS 2.1: ", "ITscope's document schema: ")
        notice = match["notice"].decode().strip()
        notice = _OPENTRANS_NOTICE if notice.startswith("openTRANS") else f"     {notice}"
        return f"<!-- {title}.\n{notice} -->".encode()

    return _HEADER.sub(header, data, count=1)


def write_itscope(folder: Path) -> None:
    """Write the set of the last change into ``folder`` and remove XSD files there that it does not hold."""
    files = patched(LAST_CHANGE).files
    for path in folder.glob("*.xsd"):
        if path.name not in files:
            path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write_itscope(Path(data_path("schemas", "itscope")))
