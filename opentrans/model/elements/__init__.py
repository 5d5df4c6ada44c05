"""The classes of the model, by module; a module is loaded when one of its classes is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

_TABLE = """
bmecat_common: AccountingInfo AreaRefs BmecatMime BmecatMimeInfo CatalogName CostCategoryId Language MimeAlt MimeDescr
    MimeRoot MimeSource SourceName
bmecat_logistics: CustomsTariffNumber InternationalRestrictions MeansOfTransport MeansOfTransportName PackingUnitDescr
    ProductDimensions SpecialTreatmentClass Transport TransportRemark
bmecat_parties: AcademicTitle AddressRemarks Authentification Boxno BuyerIdref City ContactDescr ContactName Country
    Department Emails Fax FirstName ManufacturerIdref Name Name2 Name3 PartyId PartyIdref Phone PublicKey State Street
    SupplierIdref Title Zip Zipbox
bmecat_prices: ConfigInfo Datetime ExemptionReason Jurisdiction Parameter Parameters PriceBase PriceFlag PriceFormula
    ProductPrice ProductPriceDetails TaxDetails
bmecat_products: BuyerPid DescriptionLong DescriptionShort Endvalue Fdescr FeatureContent Fname FtDependencies FtDescr
    FtFacet FtFacets FtGroupName FtName FtNote FtRemark FtShortname FtSource FtSymbol FtSynonyms FtValue FtValues
    FtVersion Ftemplate Fvalue FvalueDetails InternationalPid ManufacturerTypeDescr ReferenceFeatureGroupId
    ReferenceFeatureGroupId2 ReferenceFeatureGroupName Startvalue SupplierPid Synonym ValueRange ValueText
common: ControlInfo FileHashValue HeaderUdx ItemUdx Mime MimeData MimeEmbedded MimeInfo Remarks ReportUdx
dispatchnotification: DispatchNotification DispatchNotificationHeader DispatchNotificationInfo DispatchNotificationItem
    DispatchNotificationItemList DispatchNotificationSummary
invoice: AdjustmentReasonDescr Invoice InvoiceCorrection InvoiceHeader InvoiceInfo InvoiceItem InvoiceItemList
    InvoiceSummary
logistics: DeliveryDate LogisticDetails LogisticDetailsInfo Package PackageDescr PackageDimensions PackageId PackageInfo
    PartialDelivery PartialDeliveryList SubPackages
order: ContractInformation Order OrderHeader OrderInfo OrderItem OrderItemList OrderSummary ProductStockFix
orderresponse: OrderResponse OrderResponseHeader OrderResponseInfo OrderResponseItem OrderResponseItemList
    OrderResponseSummary
parties: Address ContactDetails ContactRole CustomerIdref DelivererIdref DeliveryIdref DocexchangePartiesReference
    DocumentIssuerIdref DocumentRecipientIdref EmailGroup FinalDeliveryIdref InvoiceIssuerIdref InvoiceRecipientIdref
    OrderPartiesReference Parties Party PayerIdref RemitteeIdref ShipmentPartiesReference
payment: Account BankAccount BankCode Card Payment PaymentTerm PaymentTerms TimeForPayment
prices: AllowOrCharge AllowOrChargeDescr AllowOrChargeName AllowOrChargeValue AllowOrChargesFix AocOrderUnitsCount
    PriceBaseFix ProductPriceFix TaxDetailsFix TotalTax
products: Feature ManufacturerInfo ProductComponent ProductComponents ProductFeatures ProductId SerialNumber
quotation: Quotation QuotationHeader QuotationInfo QuotationItem QuotationItemList QuotationSummary
references: Agreement AgreementDescr CatalogReference CustomerOrderReference DeliveryReference InvoiceDescr
    InvoiceReference OrderDescr OrderHistory OrderReference SourcingInfo SupplierOrderReference
signature: EBilling InvoiceOriginal ResultDescr Signature SignatureAndVerification Verification VerificationAttachment
    VerificationPartyIdref VerificationProtocol VerificationReport VerificationXmlreport XmlSignature
xmldsig: XsigCanonicalizationMethod XsigDSAKeyValue XsigDigestMethod XsigKeyInfo XsigKeyValue XsigObject XsigPGPData
    XsigRSAKeyValue XsigReference XsigRetrievalMethod XsigSPKIData XsigSignature XsigSignatureMethod XsigSignatureValue
    XsigSignedInfo XsigTransform XsigTransforms XsigX509Data XsigX509IssuerSerial
"""

HOMES: dict[str, str] = {}
for _word in _TABLE.split():
    if _word.endswith(":"):
        _home = _word[:-1]
    else:
        HOMES[_word] = _home

if TYPE_CHECKING:
    from .bmecat_common import *
    from .bmecat_logistics import *
    from .bmecat_parties import *
    from .bmecat_prices import *
    from .bmecat_products import *
    from .common import *
    from .dispatchnotification import *
    from .invoice import *
    from .logistics import *
    from .order import *
    from .orderresponse import *
    from .parties import *
    from .payment import *
    from .prices import *
    from .products import *
    from .quotation import *
    from .references import *
    from .signature import *
    from .xmldsig import *
else:

    def __getattr__(name: str) -> Any:
        if name not in HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f".{HOMES[name]}", __name__), name)
        globals()[name] = value
        return value
