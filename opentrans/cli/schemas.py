"""``opentrans schemas``."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import SchemaError
from ..files import write_whole
from ..report.printable import printable
from ..schema.dialects import find_dialect


@click.group("schemas")
def schemas_group() -> None:
    """The schemas that judge: the bundled ones, and those that you install."""


@schemas_group.command("list")
def list_command() -> None:
    """All dialects with the month they stand for, their rules and the SHA-256 of their files."""
    from ..schema.installed import installed_dialects, schema_folder

    installed = installed_dialects()
    for name in ["itscope", "standard", *installed]:
        origin = "installed" if name in installed else "bundled"
        try:
            dialect = find_dialect(name)
        except SchemaError:
            click.echo(f"{name:<20} {'-':<8} {origin:<10} damaged; remove it: opentrans schemas remove {name}")
            continue
        files = len(dialect.schema_set.files)
        click.echo(
            f"{name:<20} {dialect.as_of or '-':<8} {origin:<10} rules: {dialect.rules:<9} {files:>3} files"
            f"  sha256 {dialect.schema_set.sha256}"
        )
    click.echo(f"\nInstalled schemas lie in {schema_folder()}")


@schemas_group.command("changes")
def changes_command() -> None:
    """ITscope's changes to the standard: since when, where, what, and what this project had to assume."""
    from ..schema.changes import load_changes

    for change in load_changes():
        click.echo(f"{change.number:>2}  since {change.since}  {change.where}\n      {change.what}")
        click.echo(f"      documented: {change.documented}")
        if change.assumed:
            click.echo(f"      assumed: {change.assumed}")


@schemas_group.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--dialect", default="itscope", show_default=True, metavar="D", help="Which schema; itscope@YYYY-MM too.")
def export_command(folder: Path, dialect: str) -> None:
    """Write the XSD files of a dialect into FOLDER, for an IDE or xmllint; files that are there are not replaced."""
    from ..schema.compile import below_one_folder

    chosen = find_dialect(dialect).schema_set
    places = below_one_folder(chosen.files)
    there = [place for place in places.values() if (folder / place).exists()]
    if there:
        raise SchemaError(f"{folder} holds {there[0]} already; choose an empty folder")
    for name, data in chosen.files.items():
        target = folder / places[name]
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(str(target), data)
    click.echo(f"{len(chosen.files)} files written; start with {folder / places[chosen.entry]}")


@schemas_group.command("install")
@click.argument("source", type=click.Path(exists=True, dir_okay=False))
@click.option("--name", required=True, help="The dialect's name from then on.")
@click.option("--entry", metavar="XSD", help="The file to start from, where several could be meant.")
@click.option(
    "--rules",
    type=click.Choice(["itscope", "standard", "none"]),
    default="itscope",
    show_default=True,
    help="The rules that go with it.",
)
def install_command(source: str, name: str, entry: str | None, rules: str) -> None:
    """Install an XSD file or a ZIP of XSD files (such as ITscope's own download) as a dialect."""
    from ..schema.installed import install

    installed = install(source, name, entry=entry, rules=rules)  # type: ignore[arg-type]
    click.echo(
        f"installed {name}: {len(installed.files)} files, starting with {printable(installed.entry)};"
        f" use it with --dialect {name}"
    )


@schemas_group.command("remove")
@click.argument("name")
def remove_command(name: str) -> None:
    """Remove an installed schema."""
    from ..schema.installed import remove

    remove(name)
    click.echo(f"removed {name}")
