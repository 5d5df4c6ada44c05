"""Our XSDs say the same as the original XSDs of openTRANS 2.1.

The originals are not in this repository: the tests need a folder with them, which the environment variable
OPENTRANS_REFERENCE names, and skip without it. ``python -m tests.equivalence`` runs the random parts at length.
"""

from __future__ import annotations

import pytest

from tests.equivalence.alter import try_change
from tests.equivalence.components import Components, compare
from tests.equivalence.judge import verdict_on_tree, verdict_while_parsing
from tests.equivalence.run import Workbench
from tests.equivalence.sources import VARIABLE, Reference, compile_ours, find_reference

_DOCUMENTS = find_reference()
_VERDICTS = _DOCUMENTS.verdicts() if _DOCUMENTS else {}


@pytest.fixture(scope="module")
def reference() -> Reference:
    """The originals."""
    found = find_reference()
    if found is None:
        pytest.skip(f"{VARIABLE} does not name the folder with the original XSDs")
    return found


@pytest.fixture(scope="module")
def workbench(reference: Reference) -> Workbench:
    """Both schemas ready to judge random documents; takes some seconds."""
    return Workbench(reference)


@pytest.fixture(scope="module")
def structures(workbench: Workbench) -> tuple[Components, Components]:
    """What xmlschema reads from our XSDs and from the originals."""
    return workbench.structures


def test_the_list_of_real_documents_is_complete(reference: Reference) -> None:
    assert len(reference.verdicts()) == 29
    assert {path.name for path in reference.documents.glob("*.xml")} == set(reference.verdicts())


@pytest.mark.parametrize("name", sorted(_VERDICTS) or ["none"])
def test_a_real_document_gets_the_verdict_of_the_original(reference: Reference, name: str) -> None:
    assert verdict_on_tree(compile_ours(), (reference.documents / name).read_bytes()) == _VERDICTS[name]


def test_every_declaration_says_what_the_original_says(structures: tuple[Components, Components]) -> None:
    comparison = compare(*structures)

    print("\ncompared:", ", ".join(f"{name} {count}" for name, count in comparison.counts.items()))
    assert comparison.differences == ()
    assert comparison.counts["elements"] > 450
    assert comparison.counts["element references"] > 800
    assert comparison.counts["attributes"] > 100
    assert comparison.counts["groups"] > 150
    assert comparison.counts["facets"] > 10_000


@pytest.mark.parametrize("number", range(12))
def test_a_change_of_meaning_in_our_xsds_is_noticed(structures: tuple[Components, Components], number: int) -> None:
    outcome = try_change(structures[1], seed=2, number=number)

    assert outcome.outcome in ("noticed", "refused"), outcome


def test_random_documents_get_the_verdict_of_the_original(workbench: Workbench) -> None:
    figures = workbench.run(seed=3, numbers=range(1500))

    assert figures.differences == 0, [example[:3] for example in figures.examples]
    assert figures.verdicts["valid"] > 200
    assert figures.verdicts["invalid"] > 200


def test_a_document_is_judged_alike_as_a_tree_and_while_it_is_read_except_for_repeated_ids(
    workbench: Workbench,
) -> None:
    figures = workbench.run(seed=4, numbers=range(1000), modes=True)

    assert figures.mode_differences == 0, [example[:3] for example in figures.examples]


def test_only_validating_a_tree_notices_a_repeated_id() -> None:
    data = b"""<SignatureProperties Id="same" xmlns="http://www.w3.org/2000/09/xmldsig#">
      <SignatureProperty Id="same" Target="#x"><free xmlns="urn:x"/></SignatureProperty></SignatureProperties>"""
    other = data.replace(b'y Id="same"', b'y Id="other"')

    assert verdict_on_tree(compile_ours(), other) == verdict_while_parsing(compile_ours(), other) == "valid"
    assert verdict_on_tree(compile_ours(), data) == "invalid"
    assert verdict_while_parsing(compile_ours(), data) == "valid"
