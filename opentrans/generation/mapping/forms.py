"""The documents that a mapping can make: with a builder, or as the reply to a received ORDER."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any, get_type_hints

from .targets import Target, kind_of, targets_of

if TYPE_CHECKING:
    from ...build.replies import Previous
    from ...model import Order
    from ...model.document import Document

_BUILDERS = {
    "ORDER": "OrderBuilder",
    "ORDERRESPONSE": "OrderResponseBuilder",
    "DISPATCHNOTIFICATION": "DispatchNotificationBuilder",
    "INVOICE": "InvoiceBuilder",
    "QUOTATION": "QuotationBuilder",
}
_REPLIES = {"ORDERRESPONSE": "confirm", "DISPATCHNOTIFICATION": "dispatch", "INVOICE": "invoice"}
#: Arguments of replies that come from elsewhere.
_NOT_MAPPED = {"order", "lines", "previous", "dialect"}

#: What stands beside the sum; an ORDER and a QUOTATION have no place for it.
CHARGES = ("allowances", "surcharges")
DOCUMENTS = tuple(_BUILDERS)
REPLIES = tuple(_REPLIES)


@dataclass(frozen=True, slots=True)
class Form:
    """What a mapping of a document may name.

    ``header``: the fields of the document; ``line``: the class of its lines, ``places`` those of its fields for which
    the document has a place; ``reply``: does it need the received
    ORDER; ``factory``: the class of the builder, or the function that makes the reply.
    """

    document: str
    header: Mapping[str, Target]
    line: type[Any]
    places: frozenset[str]
    reply: bool
    factory: Callable[..., Any]

    def draft(
        self, values: Mapping[str, Any], lines: list[Any], order: Order | None, previous: Sequence[Previous] = ()
    ) -> Callable[..., Document]:
        """What makes the document of a dialect; BuildError comes here, or when it is called."""
        if order is None:
            build: Callable[..., Document] = self.factory(**values, lines=lines).build
            return build
        return lambda dialect: self.factory(order, **values, lines=lines, previous=previous, dialect=dialect)


def form_of(document: str, *, reply: bool) -> Form:
    """The form of a document by its name."""
    build = import_module("opentrans.build")
    if not reply:
        builder = getattr(build, _BUILDERS[document])
        absent = {"lines", *(CHARGES if document in {"ORDER", "QUOTATION"} else ())}
        header = {name: one for name, one in targets_of(builder).items() if name not in absent}
        places = import_module("opentrans.build.items").PLACES[document]
        return Form(document, header, build.Line, frozenset(places), reply, builder)
    replies = import_module("opentrans.build.replies")
    function = getattr(replies, _REPLIES[document])
    hints = get_type_hints(function)
    header = {
        name: Target(name, kind_of(hints[name], name), one.default is one.empty)
        for name, one in signature(function).parameters.items()
        if name not in _NOT_MAPPED
    }
    said = import_module("opentrans.build.replies.reply_line")
    places = frozenset((*said.EVERYWHERE, *said.PLACES[document]))
    return Form(document, header, replies.ReplyLine, places, reply, function)
