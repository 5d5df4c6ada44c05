"""The command line's groups, which are loaded when they are called."""

from __future__ import annotations

from importlib import import_module

import click

from .. import __version__

_COMMANDS = {
    "validate": ("validate", "validate_command", "Judge documents and say what is wrong with them."),
    "rules": ("rules", "rules_command", "List the business rules, or explain one."),
    "fix": ("fix", "fix_command", "Mend documents, leaving all else in them as it is."),
    "reply": ("reply", "reply_command", "Answer an order: confirm or reject it, announce a delivery, bill it."),
    "new": ("new", "new_command", "Print a small valid document to start from."),
    "itscope": ("itscope", "itscope_group", "ITscope's deals: answer, deliver, bill, and never send twice."),
    "inspect": ("inspect", "inspect_command", "Say what an export holds, and write a mapping to start from."),
    "generate": ("generate", "generate_command", "Make documents of the exports of an ERP system, as a mapping says."),
    "mappings": ("mappings", "mappings_group", "The mappings that are shipped: list, show, copy; what one can say."),
    "schemas": ("schemas", "schemas_group", "The schemas that judge: list, changes, export, install, remove."),
}


class _LateGroup(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, attribute, _ = _COMMANDS[name]
        command: click.Command = getattr(import_module(f".{module}", __package__), attribute)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in _COMMANDS.items()])


@click.group(cls=_LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="opentrans-toolkit")
def cli() -> None:
    """openTRANS 2.1: validate business documents, in the standard and in ITscope's dialect."""
