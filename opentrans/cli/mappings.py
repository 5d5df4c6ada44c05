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

    with open(find_shipped(name).path, encoding="utf-8", newline="") as stream:
        write_output(stream, None, for_people=sys.stdout.isatty())


@mappings_group.command("copy")
@click.argument("name", metavar="NAME")
@click.argument("target", metavar="FILE")
def copy_command(name: str, target: str) -> None:
    """Copy a shipped mapping to FILE (or into a folder), to be changed there, with the partner files that it names.

    No file that is there is replaced.
    """
    from ..generation.runs.shipped import copy_shipped, find_shipped

    found = find_shipped(name)
    if os.path.isdir(target):
        target = os.path.join(target, os.path.basename(found.path))
    for path, written in copy_shipped(found, target).items():
        what = f"{found.name} is now {path}" if path == target else f"it names {path}, copied too"
        click.echo(what if written else f"{path} is there already and stays as it is")


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
