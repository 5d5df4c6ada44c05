"""The validator: from a source to a report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from lxml import etree

from ..names import DOCUMENTS, OPENTRANS, XSIG
from ..schema.assumptions import assumed_changes
from ..schema.dialects import Dialect, find_dialect
from .findings import Finding, Layers, LayerState, Report
from .judge import SchemaErrors, is_large, judge, judge_head, parse_and_judge, root_tag
from .overlap import STRUCTURE, independent
from .reader import MAX_SIZE, Source, dtd_finding, parse, read_source, refusal
from .recognition import document_id, document_type

if TYPE_CHECKING:
    from ..amounts import Tolerances
    from .problems import Problem

#: A path, the bytes of a document, a binary stream, or a tree that was read before.
DocumentSource: TypeAlias = (
    "str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO | etree._Element | etree._ElementTree"
)

#: Only elements of XML signatures have xs:ID attributes; one of these stands in every document that holds some.
_MARKS_OF_SIGNATURES = (b"XML_SIGNATURE", b"xmldsig")
_NOT_XML = Layers("failed", "skipped", "skipped")


def validate(
    source: DocumentSource,
    *,
    dialect: str | Dialect = "itscope",
    rules: bool = True,
    max_size: int = MAX_SIZE,
    tolerances: Tolerances | None = None,
) -> Report:
    """Judge one document.

    Args:
        source: a path, bytes, a binary file object, or an lxml tree (whose findings have no columns, and no lines
            beyond 65,534).
        dialect: ``itscope``, ``itscope@YYYY-MM``, ``standard``, an installed schema, the path of an XSD, or a
            Dialect from ``find_dialect``.
        rules: also apply the business rules of the dialect.
        tolerances: how far amounts may be off; None for 0.01 a product, 0.005 a summed line, at least 0.01.
        max_size: bytes beyond which a document is refused (finding ``xml/too-large``).

    Returns the report; a document that is not XML at all has one too. Libxml2 gives the verdict of the schema layer.

    Raises SourceError if a path cannot be opened, DialectError or SchemaError if the dialect cannot be used,
    TypeError for text instead of bytes.

    >>> validate(b"<ORDER>").findings[0].rule
    'xml/not-well-formed'
    """
    used = dialect if isinstance(dialect, Dialect) else find_dialect(dialect)
    if isinstance(source, etree._ElementTree):
        source = source.getroot()
    if isinstance(source, etree._Element):
        if not isinstance(source.tag, str):
            raise TypeError("a comment, an entity or a processing instruction is no document")
        return _Examination(used, rules, tolerances, None, None).of_tree(source)
    read = read_source(source, max_size)
    return _Examination(used, rules, tolerances, read.data, read.path).of_source(read, max_size)


def is_valid(source: DocumentSource, *, dialect: str | Dialect = "itscope", rules: bool = True) -> bool:
    """Is the document free of errors? Takes and raises what ``validate`` does."""
    return validate(source, dialect=dialect, rules=rules).valid is True


def iter_findings(
    source: DocumentSource, *, dialect: str | Dialect = "itscope", rules: bool = True
) -> Iterator[Finding]:
    """The findings of a document, in the order of line, path and rule. Takes and raises what ``validate`` does."""
    yield from validate(source, dialect=dialect, rules=rules).findings


class _Examination:
    """One document on its way through the layers."""

    def __init__(
        self, dialect: Dialect, rules: bool, tolerances: Tolerances | None, data: bytes | None, path: str | None
    ) -> None:
        self.dialect = dialect
        self.rules = rules and dialect.rules != "none"
        self.tolerances = tolerances
        self.data = data
        self.path = path

    def of_source(self, source: Source, max_size: int) -> Report:
        if (refused := refusal(source, max_size)) is not None:
            return self.report(_NOT_XML, [refused])
        data = source.data
        if is_large(data) and (tag := root_tag(data)) is not None and (schema := self.schema_for(tag)) is not None:
            outcome = parse_and_judge(data, schema)
            if isinstance(outcome, etree._Element):
                return self.of_tree(outcome, None if self.may_have_ids(outcome) else SchemaErrors(()))
            if isinstance(outcome, int):
                root = parse(data)
                if isinstance(root, Finding):
                    return self.report(_NOT_XML, [root])
                return self.of_tree(root, SchemaErrors((), read=outcome))
        root = parse(data)
        if isinstance(root, Finding):
            return self.report(_NOT_XML, [root])
        return self.of_tree(root)

    def of_tree(self, root: etree._Element, errors: SchemaErrors | None = None) -> Report:
        """The report on a well-formed document; ``errors`` are those of the schema layer if they are known."""
        if root.getroottree().docinfo.internalDTD is not None:
            return self.report(_NOT_XML, [dtd_finding()])
        kind = document_type(root)
        schema = self.schema_for(root.tag)
        if kind is None or schema is None:
            return self.report(
                Layers("passed", "failed", "skipped"), self.placed(self.root_problems(root, kind), root), root, kind
            )
        errors = judge(root, schema) if errors is None else errors
        problems = self.schema_problems(root, kind, schema, errors) if errors else []
        state: LayerState = "failed" if problems else "passed"
        ruled: LayerState = "skipped"
        if self.rules:
            found = self.rule_problems(root, kind, problems)
            failed = any(problem.severity == "error" for problem in found)
            ruled = "partial" if problems else "failed" if failed else "passed"
            problems = [*problems, *found]
        return self.report(Layers("passed", state, ruled), self.placed(problems, root), root, kind)

    def root_problems(self, root: etree._Element, kind: str | None) -> list[Problem]:
        """Why the root starts no openTRANS 2.1 document; where only the namespace is wrong, what else is wrong too."""
        from .diagnosis import diagnose
        from .versions import root_problem

        problem = root_problem(root, kind)
        if kind is None or problem.rule != "schema/wrong-namespace":
            return [problem]
        return list(diagnose(root, self.dialect, kind)) or [problem]

    def rule_problems(self, root: etree._Element, kind: str, of_schema: list[Problem]) -> list[Problem]:
        """What the rules find, as far as the elements that they need stand where they belong."""
        from .rules import run_rules

        complete = not any(problem.rule in STRUCTURE for problem in of_schema)
        found = run_rules(root, kind, self.dialect, complete, self.tolerances)
        if not found:
            return found
        from .flood import limited

        return list(limited(independent(found, of_schema)))

    def schema_problems(
        self, root: etree._Element, kind: str, schema: etree.XMLSchema, errors: SchemaErrors
    ) -> list[Problem]:
        """What the diagnosis finds in an invalid document; if it finds nothing, what libxml2 says."""
        from .diagnosis import diagnose
        from .libxml2_errors import problems_of, stopped
        from .versions import with_version

        if problems := list(diagnose(root, self.dialect, kind, errors.entries)):
            return with_version(root, problems)
        head: etree._Element | None = root
        if errors.read is not None and self.data is not None:
            head, errors = judge_head(self.data, errors.read, schema)
        problems = list(problems_of(errors.entries, root if head is None else head))
        return problems if errors.read is None and problems else [*problems, stopped(root, problems)]

    def may_have_ids(self, root: etree._Element) -> bool:
        """Can the document hold an xs:ID twice? libxml2 notices that in trees only, not while it reads."""
        if not self.dialect.bundled:
            return True
        if self.data is not None and b"\0" not in self.data[:4]:
            return any(mark in self.data for mark in _MARKS_OF_SIGNATURES)
        return next(root.iter(f"{{{XSIG}}}*"), None) is not None

    def schema_for(self, tag: str) -> etree.XMLSchema | None:
        namespace, _, name = tag[1:].rpartition("}")
        return self.dialect.schema_for(name) if namespace == OPENTRANS and name in DOCUMENTS else None

    def placed(self, problems: list[Problem], root: etree._Element) -> list[Finding]:
        if not problems:
            return []
        from .problems import place_problems

        return place_problems(problems, self.data, root)

    def report(
        self, layers: Layers, findings: list[Finding], root: etree._Element | None = None, kind: str | None = None
    ) -> Report:
        dialect = self.dialect
        findings.sort(key=lambda finding: (finding.line or 0, finding.path or "", finding.rule))
        return Report(
            self.path,
            dialect.info,
            kind,
            document_id(root, kind) if root is not None and kind is not None else None,
            not any(finding.severity == "error" for finding in findings),
            layers,
            tuple(findings),
            assumed_changes(root, dialect.as_of, self.data) if root is not None and dialect.as_of is not None else (),
        )
