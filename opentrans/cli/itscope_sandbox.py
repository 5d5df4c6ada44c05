"""``opentrans itscope sandbox``."""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

import click

from .itscope_common import ITscopeCommand, say


@click.command("sandbox", cls=ITscopeCommand)
@click.argument("orders", nargs=-1, metavar="[ORDER.xml]...")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8021,
    show_default=True,
    metavar="N",
    help="Where it listens, on this machine only; 0 takes a free one.",
)
def sandbox_command(orders: tuple[str, ...], port: int) -> None:
    """Run a local ITscope to try everything without an account, until Ctrl+C.

    Each ORDER (a file, or a folder of them) becomes a deal that has arrived; without any, an example does. Nothing is
    kept when it ends; the variables that it prints name a journal of its own. It needs the extra:
    pip install "opentrans-toolkit[sandbox]"
    """
    from ..itscope.sandbox import API_KEY, Sandbox
    from ..schema.dialects import find_dialect
    from .new import example

    with (
        TemporaryDirectory(prefix="opentrans-sandbox-", ignore_cleanup_errors=True) as folder,
        Sandbox(port=port, api_key=API_KEY) as sandbox,
    ):
        numbers = sandbox.seed(*orders or (example("ORDER", find_dialect("itscope")).to_xml(),))
        say(f"ITscope's sandbox runs at {sandbox.base_url}; Ctrl+C ends it")
        for deal in map(sandbox.deal, numbers):
            say(f"  deal {deal.deal}: order {deal.own_order_id}, {deal.status}")
        journal = {"ITSCOPE_JOURNAL": os.path.join(folder, "itscope-journal.sqlite3")}
        variables = (sandbox.environment() | journal).items()
        for shell, line in (
            ("PowerShell", '$env:{}="{}"'), ("cmd", 'set "{}={}"'), ("sh", "export {}='{}'"),
        ):  # fmt: skip
            say(f"{shell}: " + (" & " if shell == "cmd" else "; ").join(line.format(*one) for one in variables))
        sandbox.wait()
