"""YAML of mappings is text with positions: nothing is guessed, nothing can fill the memory."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from opentrans.generation.mapping import MappingError
from opentrans.generation.mapping.positions import Fields, Items, Text, read_text

TRAPS = ["NO", "no", "on", "Yes", "01234", "0x1F", "22:30", "1.10", "1e5", "~", "null", "true", "2026-11-21", "=", ".5"]


@pytest.mark.parametrize("text", TRAPS)
def test_a_scalar_stays_what_is_written(text: str) -> None:
    found = read_text(f"value: {text}\nlist: [{text}]\n", "m.yaml")
    first, second = found.fields["value"], found.fields["list"]
    assert isinstance(first, Text)
    assert isinstance(second, Items)
    assert first.value == text
    assert [one.value for one in second.items if isinstance(one, Text)] == [text]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"), max_size=40))
def test_every_text_comes_back(text: str) -> None:
    data = yaml.safe_dump({"value": text}, allow_unicode=True, default_style='"')
    try:
        found = read_text(data, "m.yaml").fields["value"]
    except MappingError:
        pytest.fail(f"{text!r} as {data!r}")
    assert isinstance(found, Text)
    assert found.value == text


def test_every_node_knows_its_line_and_column() -> None:
    found = read_text("a: 1\nb:\n  c:\n    - x\n    - y\n", "m.yaml")
    inner = found.fields["b"]
    assert isinstance(inner, Fields)
    listed = inner.fields["c"]
    assert isinstance(listed, Items)
    assert [(one.line, one.column) for one in listed.items] == [(4, 7), (5, 7)]
    assert (inner.keys["c"].line, inner.keys["c"].column) == (3, 3)


def test_an_anchor_stands_for_its_node() -> None:
    found = read_text("a: &x {b: 1}\nc: *x\n", "m.yaml")
    assert found.fields["a"] == found.fields["c"]


WRONG = [
    ("a: 1\na: 2", "m.yaml:2:1: 'a' stands twice, first in line 1"),
    ("a:\n\tb: 1", "m.yaml:2:1: a tab stands in the indentation; YAML takes spaces only"),
    ("a: {{ b }}", 'm.yaml:1:5: a { stands where a name should; write an expression in quotes: "{{ ... }}"'),
    ("a: &x [*x]", "m.yaml:1:8: there is no anchor &x before this"),
    ("a: *x", "m.yaml:1:4: there is no anchor &x before this"),
    ("a: !!python/object/apply:os.system [ls]", "every value is text; leave it out"),
    ("a: !!int 3", "every value is text; leave it out"),
    ("a: 'x", "m.yaml:1"),
    ("- a", "the file holds no map"),
    ("", "the file holds no map"),
    ("a: 1\n---\nb: 2", "a second document begins here"),
    ("a: " + "[" * 5000, "more than 30 levels"),
    ("? [a]\n: b", "a name has to be a text"),
    ("a: \x00", "no YAML"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_no_plain_yaml_is_refused(text: str, message: str) -> None:
    with pytest.raises(MappingError) as caught:
        read_text(text, "m.yaml")
    assert message in str(caught.value)


def test_aliases_of_aliases_do_not_multiply() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(MappingError, match="more than 300,000 values"):
        read_text("\n".join(lines), "m.yaml")


def test_a_file_that_is_not_utf8_says_where() -> None:
    with pytest.raises(MappingError) as caught:
        read_text("a: x\nb: Stück\n".encode("cp1252"), "m.yaml")
    assert str(caught.value) == "m.yaml:2: the file is not UTF-8; save it as UTF-8"


def test_a_byte_order_mark_does_not_matter() -> None:
    assert list(read_text("\ufeffa: x\n".encode(), "m.yaml").fields) == ["a"]


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(MappingError, match="more than 5,000,000 bytes"):
        read_text(b"a: " + b"x" * 5_000_000, "m.yaml")
