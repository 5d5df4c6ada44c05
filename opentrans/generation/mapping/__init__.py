"""Mappings: how an export becomes documents, in YAML that names business fields.

``load_mapping`` reads and checks one, ``evaluate`` makes of a group of records a ``Draft`` (whose ``build`` gives the
document), or says why there is none: ``Refused``, ``Skipped``.
"""

from __future__ import annotations

from .drafts import Draft
from .errors import BadValue, Fault, MappingError, Problem, Refusal
from .evaluation import Context, Outcome, Refused, Skipped, evaluate
from .loader import compile_mapping, load_mapping
from .mapping import MappingFile
from .partner_files import load_partners
from .plans import Notice, Step
from .reference import render_reference
from .tracing import Trace
from .unused import Unused

__all__ = [
    "BadValue",
    "Context",
    "Draft",
    "Fault",
    "MappingError",
    "MappingFile",
    "Notice",
    "Outcome",
    "Problem",
    "Refusal",
    "Refused",
    "Skipped",
    "Step",
    "Trace",
    "Unused",
    "compile_mapping",
    "evaluate",
    "load_mapping",
    "load_partners",
    "render_reference",
]
