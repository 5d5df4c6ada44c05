"""Whatever a server answers, the client ends in time, in little memory, with an error that says what to do.

How long each case takes is measured by ``python -m tests.itscope_hostile``; here only what comes of it and the memory
count.
"""

from __future__ import annotations

import pytest

from tests.itscope_hostile import CASES, Case, problem, run


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_answer_ends_in_a_clear_error(case: Case) -> None:
    outcome, asked_elsewhere = run(case)

    assert problem(case, outcome, asked_elsewhere, limits=False) is None
