"""``opentrans itscope``."""

from __future__ import annotations

import click

from .itscope_batch import batch_command
from .itscope_journal import journal_group
from .itscope_reading import deal_command, deals_command, download_command, validate_command
from .itscope_sandbox import sandbox_command
from .itscope_uploads import upload_commands


@click.group("itscope")
def itscope_group() -> None:
    """ITscope's deal API: look at deals, answer, deliver and bill them, and never send anything twice.

    ITSCOPE_ACCOUNT_ID, ITSCOPE_API_KEY and ITSCOPE_COMPANY are read from the environment, and, where they are set,
    ITSCOPE_BASE_URL (default https://api.itscope.com/2.1) and ITSCOPE_JOURNAL.
    """


for _command in (
    validate_command,
    deal_command,
    deals_command,
    download_command,
    *upload_commands(),
    batch_command,
    journal_group,
    sandbox_command,
):
    itscope_group.add_command(_command)
