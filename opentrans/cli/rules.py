"""``opentrans rules``."""

from __future__ import annotations

import difflib
import textwrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..validation.rules import Rule

_WIDTH = 100


@click.command("rules")
@click.argument("rule_id", metavar="[ID]", required=False)
def rules_command(rule_id: str | None) -> None:
    """All rules beyond the schema by group, or one of them explained with a good and a bad example.

    ID is group/slug, as findings name it; a group alone lists its rules.
    """
    from ..validation.rules import GROUPS, all_rules, find_rule

    if rule_id is None or rule_id.rstrip("/") in GROUPS:
        wanted = None if rule_id is None else rule_id.rstrip("/")
        listed = [one for one in all_rules() if wanted in (None, one.group)]
        nothing = f"the group {wanted} has no business rules: its findings say themselves what is wrong\n"
        click.echo(_listing(listed) if listed else nothing, nl=False)
        return
    found = find_rule(rule_id)
    if found is None:
        near = difflib.get_close_matches(rule_id, [one.id for one in all_rules()], 1)
        hint = f"did you mean {near[0]}?" if near else "`opentrans rules` lists all"
        if rule_id.startswith(("schema/", "xml/", "document/")):
            hint = "rules of the schema and of XML say in the finding itself what is wrong"
        raise click.UsageError(f"there is no rule {rule_id!r}; {hint}")
    click.echo(_explanation(found), nl=False)


def _listing(rules: list[Rule]) -> str:
    width = max((len(one.id) for one in rules), default=0)
    lines = []
    group = ""
    for one in rules:
        if one.group != group:
            lines += [""] if group else []
            group = one.group
            lines.append(group)
        where = "" if len(one.families) > 1 else f" ({', '.join(one.families)} only)"
        suffix = where if one.group != "itscope" else ""
        lines.append(f"  {one.id:<{width}}  {one.severity:<7}  {one.title}{suffix}")
    return "\n".join(lines) + "\n"


def _explanation(one: Rule) -> str:
    from ..names import DOCUMENTS

    documents = "all" if one.documents == DOCUMENTS else ", ".join(sorted(one.documents))
    parts = [
        f"{one.id}  {one.severity}",
        f"{one.title}.",
        "",
        *(textwrap.fill(paragraph, _WIDTH) for paragraph in one.explanation.split("\n\n") if paragraph),
        "",
        textwrap.fill(f"documents  {documents}", _WIDTH, subsequent_indent=" " * 11),
        f"dialects   {', '.join(sorted(one.families))}",
        textwrap.fill(f"source     {one.source}", _WIDTH, subsequent_indent=" " * 11),
        "",
        f"good (in {one.example})",
        textwrap.indent(one.good, "    "),
        "",
        f"bad (in {one.example})",
        textwrap.indent(one.bad, "    "),
    ]
    return "\n".join(parts) + "\n"
