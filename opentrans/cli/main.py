"""The command ``opentrans``: set up, call, and turn what happened into an exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def main() -> None:
    """Run the command; exit codes as README says (0 valid, 1 invalid, 2 no judgement possible)."""
    # Loading modules makes many objects and little garbage: looking for it all the time costs a tenth of a short run.
    gc.set_threshold(20_000, 20, 100)
    import click

    from ..errors import OpenTransError
    from .commands import cli

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except OpenTransError as error:
        click.echo(f"opentrans: {error}", err=True)
        code = 2
    except BrokenPipeError:
        code = 1
    except OSError as error:
        click.echo(f"opentrans: {error}", err=True)
        code = 2
    _leave(code if isinstance(code, int) else 0)


def _leave(code: int) -> NoReturn:
    """End the process without taking every module apart, which costs a fifth of a short run."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 2
    os._exit(code)
