"""Partner files: who one does business with, and the tables that belong to them, apart from the mapping of a system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...build.objects import Tax
from .conversion import as_text, is_blank
from .errors import BadValue, shown, suggestion
from .scope import Partner
from .tables import LookupTable


@dataclass(frozen=True, slots=True)
class Partners:
    """What partner files hold together: parties by section and key, tables, and taxes."""

    files: tuple[str, ...] = ()
    sections: Mapping[str, Mapping[str, Partner]] = field(default_factory=dict)
    tables: Mapping[str, LookupTable] = field(default_factory=dict)
    taxes: Mapping[str, Tax] = field(default_factory=dict)

    def check(self, section: str) -> None:
        """Raise BadValue for a section that no file has."""
        if section not in self.sections:
            hint = suggestion(section, self.sections) or "give the file with --partners FILE"
            raise BadValue(f"the partner files ({self._files()}) have no section {section!r}", hint)

    def find(self, section: str, *key: Any) -> Partner | None:
        """An entry by its key, or the only one of a section; None for a blank key. Raises BadValue."""
        self.check(section)
        entries = self.sections[section]
        if not key:
            if len(entries) == 1:
                return next(iter(entries.values()))
            raise BadValue(f"{section!r} has {len(entries)} entries in the partner files", "name the key of one")
        if is_blank(key[0]):
            return None
        name = as_text(key[0]).strip()
        if name in entries:
            return entries[name]
        reason = f"the partner files ({self._files()}) have no entry {shown(name)} in {section!r}"
        raise BadValue(reason, suggestion(name, entries))

    def _files(self) -> str:
        return ", ".join(self.files) or "none are given"
