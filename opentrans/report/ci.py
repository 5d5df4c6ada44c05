"""What the formats for CI systems share: paths, fingerprints, and JSON that cannot act as a command in a log."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from typing import Any

from ..validation.findings import Finding
from .printable import printable

_NUMBER = re.compile(r"\[\d+\]")
_LINE = re.compile(r"(?<=\bline )\d+")


def file_path(path: str | None) -> str | None:
    """A report's path with forward slashes, relative to the working directory where it lies below it.

    None for what came from standard input or from memory.
    """
    if path is None or path == "-":
        return None
    whole = os.path.abspath(path)
    try:
        relative = os.path.relpath(whole)
    except ValueError:  # another drive
        relative = whole
    if relative == os.pardir or relative.startswith(os.pardir + os.sep):
        relative = whole
    return relative.replace(os.sep, "/")


def shown_path(path: str | None) -> str:
    """The same path as it can be shown: on one line, without control characters."""
    found = file_path(path)
    return "standard input" if found is None else printable(found)


def sentence(finding: Finding) -> str:
    """Message and hint on one line, with nothing in it that a terminal or a log would obey."""
    message = printable(finding.message)
    return message if finding.hint is None else f"{message.rstrip('.')}. {printable(finding.hint)}"


def end_column(finding: Finding) -> int | None:
    """The column behind the marked text, where the mark is known."""
    if finding.column is None or finding.excerpt is None or finding.excerpt.end <= finding.excerpt.start:
        return None
    return finding.column + finding.excerpt.end - finding.excerpt.start


def json_text(value: Any) -> str:
    """JSON in ASCII on one line; ``##``, with which commands of some CI systems start, is broken by an escape."""
    return json.dumps(value).replace("##", "#\\u0023")


class Fingerprints:
    """Names of findings that stay the same from run to run while lines shift and elements are put in before them.

    Made of the rule, the file, the element's path without numbers and the message without the line numbers that
    libxml2 puts into it; findings that are alike in all of these are counted.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, path: str | None, finding: Finding) -> str:
        """The fingerprint of a finding, 64 hexadecimal digits; to be asked once for each, in their order."""
        element = _NUMBER.sub("", finding.path or "")
        message = _LINE.sub("", finding.message)
        key = "\0".join((finding.rule, path or "", element, message))
        self._seen[key] += 1
        return hashlib.sha256(f"{key}\0{self._seen[key]}".encode("utf-8", "backslashreplace")).hexdigest()
