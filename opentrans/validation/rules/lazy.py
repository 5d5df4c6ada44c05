"""A value that is calculated when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801  (it is used like property)
    """Like functools.cached_property, whose lock in Python 3.11 costs more than most of the values here."""

    def __init__(self, function: Callable[[Any], T]) -> None:
        self.function = function
        self.name: str = function.__name__
        self.__doc__ = function.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> T:
        value = owner.__dict__[self.name] = self.function(owner)
        return value
