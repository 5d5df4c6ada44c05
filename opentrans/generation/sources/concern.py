"""To which group a row belongs that could not be read: told from what was read of it, in doubt to all of them."""

from __future__ import annotations

import re

from ..errors import SourceData
from .shapes import ByKey, Key

_NO_WORD = re.compile(r"[\W_]+")


def may_concern(error: SourceData, key: Key, shape: ByKey) -> bool:
    """Whether a bad row may belong to a group: it holds the key, whole or torn, or what it holds does not tell."""
    text, torn = texts_of(error)
    holds = all(part in text or (torn and part.startswith(torn)) for part in map(bare, key))
    return holds or not tells_key(error, shape)


def tells_key(error: SourceData, shape: ByKey) -> bool:
    """Whether the key of a bad row is surely among the texts that were read of it."""
    names = {name.replace("-", "_") for name in error.told}
    return any(error.fields) and all(column.replace("-", "_") in names for column in shape.key)


def key_told(error: SourceData, shape: ByKey) -> Key:
    """The key of a bad row; () where it is not known."""
    names = {name.replace("-", "_"): value.strip() for name, value in error.told.items()}
    key = tuple(names.get(column.replace("-", "_"), "") for column in shape.key)
    return key if all(key) else ()


def texts_of(error: SourceData) -> tuple[str, str]:
    """All that was read of a bad row, and the last of it, which may be torn; as ``bare`` gives them."""
    return bare("".join(error.fields)), bare(error.fields[-1]) if error.fields else ""


def bare(text: str) -> str:
    """Letters and digits of a text, so that it is found whatever was torn or quoted between them."""
    return _NO_WORD.sub("", text).casefold()
