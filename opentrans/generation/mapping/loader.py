"""Mappings: read, checked as a whole, and compiled before the first row is read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from ...errors import SourceError
from .compiler import Compiler
from .content import Content
from .errors import BadValue, MappingError, Problem, suggestion
from .expressions import Language
from .mapping import MappingFile
from .partner_files import load_partners, tables_section
from .partners import Partners
from .positions import Fields, Items, Text, YamlNode, read_file, read_text
from .problems import Problems
from .scalars import Scalars
from .sections import setting, source_section, values_section
from .tables import beside
from .vocabulary import Settings, Vocabulary

_KEYS = (
    "title", "document", "source", "group", "headers", "joined", "order", "settings", "tables", "partners", "when",
    "refuse", "warn", "split", "header", "lines", "checks", "name", "deal", "action",
)  # fmt: skip


def load_mapping(path: str, *, partners: Sequence[str] = (), settings: Mapping[str, str] | None = None) -> MappingFile:
    """A mapping, checked as a whole.

    Args:
        path: of the YAML file.
        partners: paths of partner files, in place of those that the mapping names.
        settings: values of its settings, in place of their defaults.

    Raises SourceError for a file that cannot be opened, MappingError with everything that is wrong.
    """
    return _load(read_file(path), path, partners, settings or {})


def compile_mapping(
    text: str | bytes,
    file: str = "mapping.yaml",
    *,
    partners: Sequence[str] = (),
    settings: Mapping[str, str] | None = None,
) -> MappingFile:
    """A mapping out of a text; ``file`` stands in messages, and files beside it are found from there."""
    return _load(read_text(text, file), file, partners, settings or {})


def _load(root: Fields, file: str, partners: Sequence[str], given: Mapping[str, str]) -> MappingFile:
    problems = Problems(file)
    problems.known(root, _KEYS, "a mapping")
    files = _partner_paths(problems, root.fields.get("partners"), file)
    others: list[Problem] = []
    known = Partners()
    try:
        known = load_partners(partners or files)
    except MappingError as error:
        raise MappingError([*problems.sorted(), *error.problems]) from None  # what is missing in it is no fault of this
    except SourceError as error:
        if error.path not in files:
            raise
        hint = f"an example to start from: opentrans mappings copy generic-de/partners {error.path}"
        problems.add(root.fields["partners"], str(error), hint)
        raise MappingError(problems.sorted()) from None
    source = source_section(problems, root.fields.get("source"), "decimal", "thousands", "timezone")
    if "source" not in root.fields:
        problems.add(root, "source is missing", "write source: and below it format: csv")
    numbers, zone = values_section(problems, root.fields.get("source"))
    tables = tables_section(problems, root.fields["tables"], file) if "tables" in root.fields else {}
    joined = root.fields.get("joined")
    names = tuple(joined.fields) if isinstance(joined, Fields) else ()
    vocabulary = Vocabulary(
        Settings(numbers, zone, {**known.tables, **tables}, known.taxes),
        _settings(problems, root.fields.get("settings"), given, others),
        known,
        names,
        text_only=source is not None and source.kind == "csv",
    )
    found = Content(root, Compiler(Scalars(Language(vocabulary), problems)), names).mapping(source)
    if problems.found or others or found is None:
        raise MappingError([*problems.sorted(), *others])
    return found


def _partner_paths(problems: Problems, node: YamlNode | None, file: str) -> list[str]:
    if node is None:
        return []
    items = node.items if isinstance(node, Items) else (node,)
    texts = [problems.text(one, "the path of a partner file") for one in items]
    return [os.path.normpath(beside(file, one)) for one in texts if one is not None]


def _settings(
    problems: Problems, node: YamlNode | None, given: Mapping[str, str], others: list[Problem]
) -> dict[str, str]:
    values: dict[str, str] = {}
    fields = node.fields if isinstance(node, Fields) else {}
    if node is not None and not isinstance(node, Fields):
        problems.add(node, "settings is a map", "write 'name: default' in each line")
    for name, one in fields.items():
        choices: tuple[str, ...] = ()
        default = one
        if isinstance(one, Fields):
            problems.known(one, ("default", "choices"), "a setting")
            default = one.fields.get("default", Text("", one.line, one.column))
            if "choices" in one.fields:
                try:
                    choices = setting(one.fields["choices"], tuple[str, ...])
                except BadValue as error:
                    problems.add(one.fields["choices"], f"choices: {error.reason}", error.hint)
        if not isinstance(default, Text):
            problems.add(default, "the default of a setting is a text")
            continue
        values[name] = given.get(name, default.value)
        if choices and values[name] not in choices:
            reason = f"the setting {name!r} is one of {', '.join(choices)}, not {values[name]!r}"
            problems.add(one, reason)
    for name in given:
        if name not in fields:
            reason = f"--set {name}=...: the mapping has no setting {name!r}"
            others.append(Problem(problems.file, None, None, reason, suggestion(name, fields)))
    return values
