"""What all classes of the model have in common."""

from __future__ import annotations

from copy import copy
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

from ..errors import ModelTypeError
from .plan import Plan, plan_of


class Base:
    """An element: it keeps what was set, in ``__dict__``; the classes hold what is the same for all."""

    element_name: ClassVar[str] = ""
    is_group: ClassVar[bool] = False

    def __init_subclass__(cls, *, element: str = "", group_in: str = "") -> None:
        cls.element_name = element or group_in
        cls.is_group = bool(group_in)
        for name in get_annotations(cls):
            if isinstance(cls.__dict__.get(name), list | dict):
                delattr(cls, name)

    def __init__(self, *texts: Any, **values: Any) -> None:
        plan = plan_of(type(self))
        if texts:
            values = _named(plan, texts, values)
        plan.fill(self, plan, values)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted; set it to None or to an empty list")

    if not TYPE_CHECKING:  # else type checkers would take any name

        def __setattr__(self, name: str, value: Any) -> None:
            from .checks import checked

            plan = plan_of(type(self))
            field = plan.fields.get(name)
            if field is None:
                if isinstance(getattr(type(self), name, None), property):
                    object.__setattr__(self, name, value)
                    return
                raise _no_field(plan, name)
            self.__dict__[name] = checked(field, plan, value)
            if name in self.__dict__.get("_texts", ()):
                texts = self.__dict__["_texts"]
                self.__dict__["_texts"] = {key: text for key, text in texts.items() if key != name}

        def __getattr__(self, name: str) -> Any:
            """Lists come into being when they are first asked for; else a required field that was not read."""
            if name.startswith("_"):
                raise AttributeError(name)
            plan = plan_of(type(self))
            field = plan.fields.get(name)
            if field is None:
                raise _no_field(plan, name)
            if field.many or field.slot.kind == "wild":
                made: Any = [] if field.many else {}
                self.__dict__[name] = made
                return made
            raise AttributeError(
                f"{plan.name}.{name} was not in the document, or could not be read (see document.unread)"
            )

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        mine, others = self.__dict__, other.__dict__
        for name in _set(mine) | _set(others):
            one, another = _kept(mine, name), _kept(others, name)
            if one != another and not (one != one and another != another):  # noqa: PLR0124  # NaN
                return False
        return True

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        made = type(self).__new__(type(self))
        kept = made.__dict__
        for name, value in self.__dict__.items():
            if isinstance(value, list):
                items = kept[name] = []
                for one in value:
                    items.append(one.__deepcopy__(memo) if isinstance(one, Base) else one)  # noqa: PERF401  # frames
            else:
                kept[name] = value.__deepcopy__(memo) if isinstance(value, Base) else copy(value)
        return made

    __hash__: ClassVar[None] = None  # type: ignore[assignment]  # elements can be changed

    def __repr__(self) -> str:
        values = self.__dict__
        names = [name for name in plan_of(type(self)).fields if values.get(name) not in (None, [], {})]
        return f"{type(self).__name__}({', '.join(f'{name}={values[name]!r}' for name in names)})"


@dataclass_transform(kw_only_default=True)
class Element(Base):
    """An element with children, attributes or both; its fields are set by their names."""


@dataclass_transform()
class TextElement(Base):
    """An element with a text (``value``, which may stand first) and attributes."""


def _set(values: dict[str, Any]) -> set[str]:
    return {name for name in values if not name.startswith("_")}


def _kept(values: dict[str, Any], name: str) -> Any:
    value = values.get(name)
    return None if value in ([], {}) else value


def _named(plan: Plan, texts: tuple[Any, ...], values: dict[str, Any]) -> dict[str, Any]:
    """Arguments by position as those by name; only elements with a text take any."""
    if plan.text is not None and len(texts) == 1 and plan.text.name not in values:
        values[plan.text.name] = texts[0]
        return values
    names = list(plan.fields) if plan.text is not None else []
    if len(texts) > len(names):
        raise ModelTypeError(plan.name, f"takes its fields by name: {plan.name}({next(iter(plan.fields), '')}=...)")
    given = dict(zip(names, texts, strict=False))
    if twice := given.keys() & values.keys():
        raise ModelTypeError(f"{plan.name}.{min(twice)}", "is given twice")
    return given | values


def _no_field(plan: Plan, name: str) -> AttributeError:
    from .checks import unknown

    return AttributeError(f"{plan.name} {unknown(plan, name)}")
