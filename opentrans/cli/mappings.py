"""``opentrans mappings``."""

from __future__ import annotations

import os
import sys

import click

from .output import write_output


@click.group("mappings", invoke_without_command=True)
@click.pass_context
def mappings_group(context: click.Context) -> None:
    """The mappings that are shipped; without a command: list them."""
    if context.invoked_subcommand is None:
        context.invoke(list_command)


@mappings_group.command("list")
def list_command() -> None:
    """List the shipped mappings, and the example partner files beside them."""
    from ..generation.runs.shipped import shipped_files

    files = shipped_files()
    width = max((len(one.name) for one in files), default=0)
    for one in files:
        click.echo(f"{one.name:<{width}}  {one.document or 'partners':<20}  {one.title or ''}".rstrip())


@mappings_group.command("show")
@click.argument("name", metavar="NAME")
def show_command(name: str) -> None:
    """Print a shipped mapping."""
    from ..generation.runs.shipped import find_shipped

    with open(find_shipped(name).path, "rb") as stream:
        data = stream.read()
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


@mappings_group.command("copy")
@click.argument("name", metavar="NAME")
@click.argument("target", metavar="FILE")
def copy_command(name: str, target: str) -> None:
    """Copy a shipped mapping to FILE (or into a folder), to be changed there; no file is replaced."""
    from ..files import write_whole
    from ..generation.runs.shipped import find_shipped

    found = find_shipped(name)
    if os.path.isdir(target):
        target = os.path.join(target, os.path.basename(found.path))
    if os.path.lexists(target):
        raise click.ClickException(f"{target} is there already; name another file")
    with open(found.path, "rb") as stream:
        write_whole(target, stream.read())
    click.echo(f"{found.name} is now {target}")
    for other in found.beside():
        click.echo(f"it names {other} beside it: opentrans mappings copy {os.path.dirname(found.name)}/{other} ...")


@mappings_group.command("reference")
@click.argument("document", metavar="[TYPE]", required=False)
def reference_command(document: str | None) -> None:
    """Print what a mapping can say: sections, filters, and the fields of documents (of one TYPE: ORDER ...)."""
    from ..generation.mapping import render_reference
    from ..names import MAIN_DOCUMENTS

    kind = None if document is None else document.upper()
    if kind is not None and kind not in MAIN_DOCUMENTS:
        raise click.UsageError(f"there is no document {document!r}; there are {', '.join(MAIN_DOCUMENTS)}")
    write_output([render_reference(kind)], None, for_people=True)
