"""Partner files, and the lookup tables that stand in them and in mappings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...build.objects import Tax
from ...build.partners import Party
from ...errors import SourceError
from ..errors import SourceData
from ..sources.csv import CsvFormat
from .compiler import Compiler
from .errors import MappingError, Problem
from .expressions import Language
from .partners import Partners
from .positions import Fields, Text, YamlNode, read_file
from .problems import Problems
from .scalars import Constant, Scalars, Where
from .scope import Partner
from .sections import settings_of
from .tables import LookupTable, beside, read_table
from .targets import Object
from .vocabulary import Vocabulary


def load_partners(paths: Iterable[str]) -> Partners:
    """What some partner files hold together.

    Raises SourceError for a file that cannot be opened, MappingError with all that is wrong in them.
    """
    files = tuple(paths)
    problems: list[Problem] = []
    sections: dict[str, dict[str, Partner]] = {}
    tables: dict[str, LookupTable] = {}
    taxes: dict[str, Tax] = {}
    for path in files:
        try:
            problems += _partner_file(path, sections, tables, taxes)
        except MappingError as error:
            problems += error.problems
    if problems:
        raise MappingError(problems)
    return Partners(files, sections, tables, taxes)


def _partner_file(
    path: str, sections: dict[str, dict[str, Partner]], tables: dict[str, LookupTable], taxes: dict[str, Tax]
) -> list[Problem]:
    root = read_file(path)
    problems = Problems(path)
    compiler = Compiler(Scalars(Language(Vocabulary()), problems))
    where = Where("partners", frozenset())
    for name, node in root.fields.items():
        if name == "tables":
            for table, found in tables_section(problems, node, path).items():
                if table in tables:
                    problems.add(root.keys[name], f"the table {table!r} stands in {tables[table].place} too")
                tables[table] = found
        elif not isinstance(node, Fields):
            problems.add(node, f"{name} is a map", "write the key of a partner in each line, and its fields below")
        elif name == "taxes":
            made = {entry: compiler.make(one, Object(Tax), where) for entry, one in node.fields.items()}
            taxes.update({entry: one.value for entry, one in made.items() if isinstance(one, Constant)})
            for entry, plan in made.items():
                if plan is not None and not isinstance(plan, Constant):
                    problems.add(
                        node.fields[entry], "partner files hold no expressions", "write the values as they are"
                    )
        else:
            _section(problems, node, sections.setdefault(name, {}))
    return problems.sorted()


def _section(problems: Problems, node: Fields, entries: dict[str, Partner]) -> None:
    for entry, one in node.fields.items():
        partner = _partner(problems, one, f"{problems.file}:{node.keys[entry].line}", Where("partners", frozenset()))
        if partner is None:
            continue
        known = entries.setdefault(entry, partner)
        if known is not partner and (known.party, known.extra) != (partner.party, partner.extra):
            problems.add(node.keys[entry], f"{entry!r} stands in {known.place} too, with other values")


def _partner(problems: Problems, node: YamlNode, place: str, where: Where) -> Partner | None:
    if not isinstance(node, Fields):
        problems.add(node, "a partner is a map", "write id: and its other fields")
        return None
    extra = node.fields.get("extra")
    texts: dict[str, str] = {}
    if isinstance(extra, Fields):
        texts = {name: one.value for name, one in extra.fields.items() if isinstance(one, Text)}
    elif extra is not None:
        problems.add(extra, "extra is a map of texts")
    rest = _only(node, *(name for name in node.fields if name != "extra"))
    before = len(problems.found)
    made = Compiler(Scalars(Language(Vocabulary()), problems)).make(rest, Object(Party), where)
    if isinstance(made, Constant):
        return Partner(made.value, texts, place)
    if before == len(problems.found):
        problems.add(node, "partner files hold no expressions", "write the values as they are")
    return None


def tables_section(problems: Problems, node: YamlNode, file: str) -> dict[str, LookupTable]:
    """The section ``tables`` of a mapping or partner file."""
    if not isinstance(node, Fields):
        problems.add(node, "tables is a map", "write the name of a table, and its values below")
        return {}
    found = {}
    for name, one in node.fields.items():
        found[name] = LookupTable(name, {}, f"{file}:{one.line}", "keep")  # where it is wrong: those who use it are not
        if not isinstance(one, Fields):
            problems.add(one, f"the table {name!r} is a map", "write values: or file: below it")
        elif (table := _table(problems, name, one, file)) is not None:
            found[name] = table
    return found


def _table(problems: Problems, name: str, node: Fields, file: str) -> LookupTable | None:
    problems.known(node, ("values", "file", "key", "value", "delimiter", "encoding", "missing", "default"), "a table")
    texts = {key: one.value for key, one in node.fields.items() if isinstance(one, Text)}
    missing = texts.get("missing", "default" if "default" in texts else "error")
    if missing not in {"error", "keep", "default"}:
        problems.add(node.fields["missing"], f"missing is error, keep or default, not {missing!r}")
    if missing == "default" and "default" not in texts:
        problems.add(node, "default is missing", "write default: ...")
    values = node.fields.get("values")
    if ("file" in node.fields) == (values is not None):
        problems.add(node, f"the table {name!r} needs either values or file")
        return None
    if values is not None:
        if not isinstance(values, Fields):
            problems.add(values, "values is a map", "write 'Stk: C62' in each line")
            return None
        for one in values.fields.values():
            if not isinstance(one, Text):
                problems.add(one, "a text should stand here")
        found = {key: one.value for key, one in values.fields.items() if isinstance(one, Text)}
        return LookupTable(name, found, f"{file}:{node.line}", missing, texts.get("default", ""))
    path = beside(file, texts.get("file", ""))
    entries = _table_file(problems, node, path, texts)
    return None if entries is None else LookupTable(name, entries, path, missing, texts.get("default", ""))


def _table_file(problems: Problems, node: Fields, path: str, texts: Mapping[str, str]) -> dict[str, str] | None:
    """The entries of a table that is a CSV file."""
    if "key" not in texts or "value" not in texts:
        problems.add(node, "key and value name the columns of the file", "write key: ... and value: ...")
        return None
    form = settings_of(problems, _only(node, "delimiter", "encoding"), CsvFormat)
    if form is None:
        return None
    try:
        return read_table(path, texts["key"], texts["value"], form)
    except (SourceError, SourceData) as error:
        problems.add(node.fields["file"], str(error))
        return None


def _only(node: Fields, *names: str) -> Fields:
    kept = {name: one for name, one in node.fields.items() if name in names}
    return Fields(kept, node.line, node.column, node.keys)
