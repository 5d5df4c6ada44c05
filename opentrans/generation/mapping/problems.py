"""What is wrong in one file, collected while everything in it is looked at."""

from __future__ import annotations

from collections.abc import Iterable

from .conversion import is_blank
from .errors import BadValue, Problem, shown, suggestion
from .plans import reason_of
from .positions import Fields, Text, YamlNode


class Problems:
    """What is wrong in one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(self, node: YamlNode, reason: str | Exception, hint: str | None = None) -> None:
        """Note a problem at a node; of an exception its reason and hint."""
        if isinstance(reason, BadValue):
            text, hint = reason.reason, reason.hint
        else:
            text = reason if isinstance(reason, str) else reason_of(reason)
        self.found.append(Problem(self.file, node.line, node.column, text, hint))

    def sorted(self) -> list[Problem]:
        """All of them, in the order of the file."""
        return sorted(dict.fromkeys(self.found), key=lambda one: (one.line or 0, one.column or 0))

    def known(self, node: Fields, keys: Iterable[str], what: str) -> bool:
        """Note the keys of a map that mean nothing; are there none?"""
        names = tuple(keys)
        strange = [name for name in node.fields if name not in names]
        for name in strange:
            self.add(node.keys[name], f"{what} has no {name!r}", suggestion(name, names))
        return not strange

    def flag(self, node: Fields, name: str) -> bool:
        """A word that is true or false."""
        value = node.fields.get(name)
        if value is None:
            return False
        if isinstance(value, Text) and value.value in {"true", "false"}:
            return value.value == "true"
        self.add(value, f"{name} is true or false")
        return False

    def text(self, node: YamlNode, what: str) -> str | None:
        """A text that is no expression."""
        if isinstance(node, Text) and not is_blank(node.value) and "{{" not in node.value:
            return node.value
        self.add(node, f"{what} is a text" + (f", not {shown(node.value)}" if isinstance(node, Text) else ""))
        return None
