"""What the expressions of one mapping may name: settings, tables, partners, joined files, columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import nodes

from ...build.objects import Tax
from .conversion import Numbers
from .partners import Partners
from .scope import ROOTS, Step, Use
from .tables import LookupTable


@dataclass(frozen=True, slots=True)
class Settings:
    """What the filters of one mapping know: how numbers and times are written, its tables, and the partner data."""

    numbers: Numbers = field(default_factory=Numbers)
    zone: dt.tzinfo | None = None
    tables: Mapping[str, LookupTable] = field(default_factory=dict)
    taxes: Mapping[str, Tax] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What expressions may name.

    ``settings``: what the filters know; ``values``: the settings of the mapping; ``joined``: the names of further
    files; ``text_only``: is every value of the source a text?
    """

    settings: Settings = field(default_factory=Settings)
    values: Mapping[str, str] = field(default_factory=dict)
    partners: Partners = field(default_factory=Partners)
    joined: tuple[str, ...] = ()
    text_only: bool = False

    @property
    def roots(self) -> tuple[str, ...]:
        """The names that are no columns."""
        return (*ROOTS, *self.joined)

    def path_of(self, node: nodes.Node) -> Use | None:
        """The record and the way that a plain column is; None for anything else."""
        steps: list[Step] = []
        while isinstance(node, nodes.Getattr | nodes.Getitem):
            if isinstance(node, nodes.Getattr):
                steps.append(node.attr)
            elif isinstance(node.arg, nodes.Const) and type(node.arg.value) in {str, int}:
                steps.append(node.arg.value)
            else:
                return None
            node = node.node
        if not isinstance(node, nodes.Name):
            return None
        if node.name in self.roots:
            return Use(node.name, tuple(reversed(steps)))
        return Use("row", (node.name, *reversed(steps)))
