"""What a validation says: findings, and the report that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
Layer = Literal["xml", "schema", "rules"]
LayerState = Literal["passed", "failed", "partial", "skipped"]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of the source as it stands, and which characters of it are meant (from 0, end excluded)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a document.

    ``rule`` is ``group/slug``; ``line`` and ``column`` count from 1 and are None where unknown; ``path`` names
    elements without prefix, with ``[n]`` where a name repeats; ``hint`` says what to do; ``fix`` says whether the
    toolkit can mend it ("safe", "unsafe") or not (None).
    """

    rule: str
    severity: Severity
    layer: Layer
    line: int | None
    column: int | None
    path: str | None
    message: str
    hint: str | None = None
    fix: Literal["safe", "unsafe"] | None = None
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class SchemaInfo:
    """Which schema judged: dialect, the month of ITscope's changes it stands for, SHA-256 of its files."""

    dialect: str
    as_of: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Layers:
    """How far each layer of the validation came."""

    xml: LayerState
    schema: LayerState
    rules: LayerState


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on one document.

    ``valid`` is None where no judgement was possible. ``assumptions`` are the numbers of ITscope's changes whose
    assumed part the document uses.
    """

    path: str | None
    schema: SchemaInfo
    document_type: str | None
    document_id: str | None
    valid: bool | None
    layers: Layers
    findings: tuple[Finding, ...]
    assumptions: tuple[int, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the document invalid."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that leave the document valid."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")
