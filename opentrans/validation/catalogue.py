"""All rule ids: those of the layers before the business rules, described here, and the business rules' own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .findings import Severity

#: The groups of rules in the order in which they are judged.
GROUPS = ("xml", "schema", "document", "parties", "lines", "totals", "dates", "codes", "itscope")


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule id, what it stands for in one sentence (without its full stop), and what to do about a finding.

    For a business rule its explanation stands in place of what to do, since each finding has its own hint.
    """

    id: str
    title: str
    to_do: str
    severity: Severity = "error"


@cache
def known_rules() -> Mapping[str, Entry]:
    """Every rule id that a finding can have, with its description; loads the business rules."""
    from .rules.base import registered

    business = {
        one.id: Entry(one.id, one.title, " ".join(one.explanation.split()), one.severity)
        for one in registered().values()
    }
    return {**LAYERS, **business}


_DESCRIBED = (
    Entry(
        "xml/not-well-formed",
        "The file is not well-formed XML",
        "Look at the marked place: mostly an unescaped & or <, a tag that is not closed, or a wrong encoding.",
    ),
    Entry(
        "xml/forbidden-dtd",
        "The document has a DOCTYPE (DTD), and such documents are not read",
        "Remove the <!DOCTYPE …> declaration; openTRANS needs none, and a DTD can fetch files and fill the memory.",
    ),
    Entry(
        "xml/too-large",
        "The file, or a single part of it, is larger than the limit",
        "Send attachments as links (MIME_SOURCE) instead of embedding them, or raise the limit with --max-size.",
    ),
    Entry(
        "xml/too-deep",
        "Elements are nested deeper than 256 levels",
        "No openTRANS document needs this; look at the program that wrote the file.",
    ),
    Entry(
        "xml/unreadable",
        "The file could not be opened or read, so there is no verdict on it",
        "Check the path and its permissions.",
    ),
    Entry(
        "schema/missing-element",
        "A required element, or one of a choice, is missing",
        "Add the element at the line that the finding names: it belongs before the element there.",
    ),
    Entry(
        "schema/unknown-element",
        "An element does not exist in openTRANS, or belongs to another parent",
        "Correct its name, move it to the parent to which it belongs, or leave it out.",
    ),
    Entry(
        "schema/misplaced-element",
        "An element is right, but stands at the wrong place among its siblings",
        "Move it to the place that the finding names; the order of elements is fixed.",
    ),
    Entry(
        "schema/wrong-namespace",
        "An element or the root stands in the wrong namespace",
        "Write the prefix, or declare the namespace, that the finding names.",
    ),
    Entry(
        "schema/too-many",
        "An element stands more often than is allowed, or two of a choice are given",
        "Keep as many as the finding allows, or one of the choice.",
    ),
    Entry(
        "schema/empty-value",
        "An element that needs a value is empty",
        "Fill the element in, or leave it out where it is optional.",
    ),
    Entry(
        "schema/too-long",
        "A value is longer than is allowed",
        "Shorten the value to the length that the finding names.",
    ),
    Entry(
        "schema/too-short",
        "A value is shorter than is allowed",
        "Give the value in the length that the finding names.",
    ),
    Entry(
        "schema/bad-code",
        "A value is not in the list of codes that is allowed here",
        "Use a code of the list: units as in UN/ECE Recommendation 20, currencies as in ISO 4217, countries as in"
        " ISO 3166-1, languages as in ISO 639-2.",
    ),
    Entry(
        "schema/bad-date",
        "A value is no date, or no date and time, as XML writes it",
        "Write 2026-09-13, or 2026-09-13T10:15:54+02:00 where a time belongs to it.",
    ),
    Entry(
        "schema/bad-number",
        "A value is no number as XML writes it",
        "Write digits with a point and nothing else: 1234.50.",
    ),
    Entry(
        "schema/bad-boolean",
        "A value is neither true nor false as openTRANS writes it",
        "Write the value that the finding names.",
    ),
    Entry(
        "schema/bad-pattern",
        "A value is not built as it has to be",
        "Write the value in the form that the finding names.",
    ),
    Entry(
        "schema/missing-attribute",
        "A required attribute is missing",
        "Add the attribute to the start tag of the element.",
    ),
    Entry(
        "schema/unknown-attribute",
        "An attribute does not exist at this element",
        "Correct its name, or leave it out.",
    ),
    Entry(
        "schema/unexpected-text",
        "Text stands where only elements may stand",
        "Put the text into the element that is meant for it, or leave it out.",
    ),
    Entry(
        "schema/invalid",
        "The schema refuses something that no other rule describes",
        "Follow the message of the schema validation.",
    ),
    Entry(
        "document/foreign-root",
        "The root element is none of the ten openTRANS documents",
        "Pass one openTRANS document a file, without a wrapper around it.",
    ),
    Entry(
        "document/wrong-version",
        "The document is of another version of openTRANS",
        "Export the document as openTRANS 2.1.",
    ),
    Entry(
        "document/too-many-errors",
        "The validation stopped, because there were too many errors",
        "Mend the first errors and validate again; such a flood mostly has one cause.",
    ),
)

#: What the layers before the business rules can find, by id.
LAYERS: Mapping[str, Entry] = {entry.id: entry for entry in _DESCRIBED}
