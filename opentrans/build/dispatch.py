"""The builder of a DISPATCHNOTIFICATION."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import model
from ..schema.dialects import Dialect
from .calculation import Priced, priced
from .dialect import dialect_of
from .errors import BuildError
from .fields import When, decimal, verify
from .items import check_lines, product_id
from .line import Line
from .located import located
from .objects import DeliveryDate, Package, Remark
from .parties import PartyList, add_sides, shipment_parties
from .partners import Party
from .parts import CARRIER, control_info, delivery_date, languages, optional_moment, package_info, remarks
from .references import customer_reference, delivery_reference, order_reference, supplier_reference


@dataclass(frozen=True, kw_only=True, slots=True)
class DispatchNotificationBuilder:
    """Builds a DISPATCHNOTIFICATION.

    Args:
        dispatch_id: the number of the delivery note.
        order_id: the number of the order, for all lines that name no other; each line names its ``order_line_id``.
        supplier_order_id: likewise the supplier's number of the order, for lines with a ``supplier_line_id``.
        deliverer: the carrier as a party; ``carrier`` its code (REMARKS type delivererCode), which ITscope wants.
        packages: with their tracking numbers, which ITscope wants here.

    >>> from datetime import date
    >>> note = DispatchNotificationBuilder(
    ...     dispatch_id="LS-1", dispatch_date=date(2026, 11, 24), order_id="PO-1", supplier=Party("99000101"),
    ...     delivery=Party("K-10583", name="Fördewind"), carrier="DHL", packages=[Package("00340434161094042557")],
    ...     lines=[Line("704118", quantity=2, order_line_id="1", serial_numbers=["SN-1", "SN-2"])],
    ... ).build()
    >>> note.dispatchnotification_summary.total_item_num
    1
    """

    dispatch_id: str
    supplier: Party
    delivery: Party
    lines: Sequence[Line]
    dispatch_date: When | None = None
    order_id: str | None = None
    order_date: When | None = None
    supplier_order_id: str | None = None
    buyer: Party | None = None
    deliverer: Party | None = None
    parties: Sequence[Party] = ()
    delivery_date: DeliveryDate | None = None
    carrier: str | None = None
    packages: Sequence[Package] = ()
    shipment_id: str | None = None
    tracking_url: str | None = None
    language: str | None = None
    remarks: Sequence[str | Remark] = ()
    generator: str | None = None
    generated_at: When | None = None

    def __post_init__(self) -> None:
        verify(self)

    def build(self, dialect: str | Dialect = "itscope") -> model.DispatchNotification:
        """The document for a dialect.

        Raises BuildError for what makes no valid notification there, DialectError for an unknown dialect.
        """
        used = dialect_of(dialect)
        lines = priced(self.lines, None)
        parties = PartyList(used)
        add_sides(parties, self.buyer, self.supplier)
        shipment_parties(parties, self.delivery, self.deliverer)
        check_lines("DISPATCHNOTIFICATION", lines, used, parties)
        parties.add_others(self.parties)
        items = [self._item(one, parties, used) for one in lines]
        with located(""):
            return model.DispatchNotification(
                dispatchnotification_header=model.DispatchNotificationHeader(
                    control_info=control_info(self.generator, self.generated_at),
                    dispatchnotification_info=self._info(parties),
                ),
                dispatchnotification_item_list=model.DispatchNotificationItemList(dispatchnotification_item=items),
                dispatchnotification_summary=model.DispatchNotificationSummary(total_item_num=len(items)),
            )

    def _info(self, parties: PartyList) -> model.DispatchNotificationInfo:
        packages = package_info(self.packages, "")
        carrier = []
        if self.carrier is not None:
            with located("carrier", whole=True):
                carrier.append(model.Remarks(self.carrier, type=CARRIER))
        return model.DispatchNotificationInfo(
            dispatchnotification_id=self.dispatch_id,
            dispatchnotification_date=optional_moment(self.dispatch_date),
            language=languages(self.language),
            delivery_date=delivery_date(self.delivery_date, "delivery_date"),
            parties=parties.built(),
            supplier_idref=parties.reference(self.supplier, model.SupplierIdref),
            buyer_idref=parties.optional(self.buyer, model.BuyerIdref),
            shipment_parties_reference=shipment_parties(parties, self.delivery, self.deliverer),
            shipment_id=self.shipment_id,
            tracking_tracing_url=self.tracking_url,
            logistic_details_info=None if packages is None else model.LogisticDetailsInfo(package_info=packages),
            remarks=[*carrier, *remarks(self.remarks, "")],
        )

    def _item(self, one: Priced, parties: PartyList, dialect: Dialect) -> model.DispatchNotificationItem:
        line, path = one.line, one.path
        reference = order_reference(one, self.order_id, self.order_date, dialect)
        if reference is None:
            reason = "is missing; a delivery names the line of the order (ORDER_REFERENCE)"
            raise BuildError(f"{path}.order_line_id", reason)
        packages = package_info(line.packages, f"{path}.")
        with located(path):
            return model.DispatchNotificationItem(
                line_item_id=one.line_id,
                product_id=product_id(line, path, parties),
                quantity=decimal(line.quantity),
                order_unit=line.unit,
                delivery_completed=line.completed,
                delivery_reference=delivery_reference(one),
                order_reference=reference,
                supplier_order_reference=supplier_reference(one, self.supplier_order_id),
                customer_order_reference=customer_reference(one, parties),
                shipment_parties_reference=shipment_parties(parties, self.delivery, self.deliverer),
                logistic_details=None if packages is None else model.LogisticDetails(package_info=packages),
                remarks=remarks(line.remarks, f"{path}."),
            )
