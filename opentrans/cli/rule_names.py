"""Names of rules that somebody wrote: are they known, and which was meant?"""

from __future__ import annotations

from collections.abc import Iterable

import click


def check_rules(where: str, names: Iterable[str]) -> frozenset[str]:
    """The names, if each is a rule id or a group; raises click.UsageError with a suggestion if one is not."""
    from ..validation.catalogue import GROUPS, known_rules

    given = frozenset(names)
    if not given <= set(GROUPS):
        known = {*GROUPS, *known_rules()}
        for name in sorted(given - known):
            advice = did_you_mean(name, known) or f"; groups are {', '.join(GROUPS)}"
            raise click.UsageError(f"{where}: {name!r} is no rule and no group{advice}")
    return given


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the known name most like ``name``; empty where none is like it."""
    from difflib import get_close_matches

    names = sorted(known)
    close = get_close_matches(name, names, 1, 0.6)
    if not close and (slugs := get_close_matches(name, [one.partition("/")[2] for one in names], 1, 0.8)):
        close = [next(one for one in names if one.partition("/")[2] == slugs[0])]
    return f"; did you mean {close[0]!r}?" if close else ""
