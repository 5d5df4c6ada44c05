"""Whatever somebody writes into a mapping or an export, the answer is a document or a reason, never a crash."""

# ruff: noqa: E501  (one case a line reads best)

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opentrans.generation.mapping import (
    Context,
    Draft,
    Fault,
    MappingError,
    MappingFile,
    Problem,
    Refusal,
    Refused,
    Skipped,
    compile_mapping,
    evaluate,
)
from opentrans.generation.sources.shapes import Group
from opentrans.generation.sources.values import Row, Table
from tests.mapping_parts import FIRST, HEAD, ORDER, TODAY, mapping_of, partner_file

CALM = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
JUNK = [
    "", "x", "{}", "[]", "{a: b}", "[a, {b: c}]", "{{ x }}", '"{{ x }}"', '"{{ lines }}"', '"{{ item.a }}"', '"{{ 1 / 0 }}"',
    '"{{ settings.waehrung }}"', '"{{ settings }}"', "\"{{ partner('own') }}\"", '"{{ 0.1 }} {{ x }}"', '"{{ x | date }}"',
    "{value: x}", "{value: [x]}", "{when: x}", "{each: x}", '{each: "{{ lines }}"}', '{each: "{{ lines }}", value: "{{ item.Pos }}"}',
    "{partner: own}", "{partner: own, key: [x]}", "{partner: [own]}", "{key: x}", '"{{ x == 1 }}"', '"{{ none }}"', "~", "-1", "0.5",
    "true", "2026-11-21", "*a", "&a x", "!t x", "? x", "| x", "'{{'", '"{{ }}"', '"{{ (x }}"', '"{{ \'x\' }}"', '"{{ [] }}"',
    '"{{ true }}"', '"{{ x | tax }}"', "{default: x, value: '{{ y }}', when: '{{ y == none }}', required: true}",
]  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


@CALM
@given(st.lists(st.tuples(st.integers(0, ORDER.count("\n") - 1), st.sampled_from(JUNK)), min_size=1, max_size=3))
def test_a_broken_mapping_has_problems_or_works(tmp_path: Path, changes: list[tuple[int, str]]) -> None:
    lines = ORDER.splitlines()
    for number, junk in changes:
        name, colon, _value = lines[number].partition(":")
        lines[number] = f"{name}: {junk}" if colon else f"{lines[number][: len(lines[number]) - 1]} {junk}"
    found = compiled("\n".join(lines), str(tmp_path / "m.yaml"), partner_file(tmp_path))
    if isinstance(found, MappingFile):
        judge(found, FIRST.split(";"))
    else:
        assert all(one.file and one.reason for one in found)


@CALM
@given(
    st.lists(
        st.tuples(st.integers(0, HEAD.count(";")), st.one_of(TEXTS, st.sampled_from(FIRST.split(";")))), max_size=5
    )
)
def test_a_broken_row_has_faults_or_makes_a_document(tmp_path: Path, changes: list[tuple[int, str]]) -> None:
    cells = FIRST.replace("1.017,50", "").split(";")
    for column, text in changes:
        cells[column] = text
    judge(mapping_of(tmp_path), cells)


@CALM
@given(st.text(max_size=200))
def test_a_random_text_is_no_mapping(text: str) -> None:
    assert not isinstance(compiled(text, "m.yaml"), MappingFile)


@CALM
@given(
    st.lists(
        st.sampled_from(
            [*JUNK, "own:", "  a:", "    id: x", "tables:", "taxes:", "  b: {rate: x}", "  t: {values: {a: b}}"]
        )
    )
)
def test_a_random_partner_file_has_problems_or_works(tmp_path: Path, lines: list[str]) -> None:
    path = partner_file(tmp_path, "\n".join(lines), "p.yaml")
    found = compiled(ORDER.replace("{partner: own}", "{id: K}"), str(tmp_path / "m.yaml"), path)
    assert not isinstance(found, MappingFile), "the mapping needs suppliers"


def compiled(text: str, file: str, *partners: str) -> MappingFile | tuple[Problem, ...]:
    try:
        return compile_mapping(text, file, partners=partners)
    except MappingError as error:
        found = error.problems
    assert found
    return found


def refused(draft: Draft) -> tuple[Fault, ...]:
    try:
        draft.build()
    except Refusal as error:
        return error.faults
    return ()


def judge(mapping: MappingFile, cells: list[str]) -> None:
    row = Row(Table("o.csv", HEAD.split(";")), 2, cells)
    for outcome in evaluate(mapping, Group(row, (row,)), Context(TODAY)):
        assert isinstance(outcome, Draft | Refused | Skipped)
        if isinstance(outcome, Refused):
            assert all(one.reason and one.origins and one.rule for one in outcome.faults), outcome.faults
        if isinstance(outcome, Draft):
            assert outcome.trace().steps
            assert all(one.reason and one.origins and one.rule for one in refused(outcome))
