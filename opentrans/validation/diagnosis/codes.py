"""Which code was meant: units, countries, languages and currencies as people and ERP systems write them.

A code is proposed only if the list holds it; a currency is never proposed by similarity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches

from .readings import Reading

_UNITS = {
    "C62": "PCE PCS PC PCE. PCS. PC. H87 STK STK. ST ST. STCK STCK. STÜCK STUECK STUCK PIECE PIECES EA EACH "
    "UNIT UNITS EINHEIT ONE NMP ANZAHL QTY PZ",
    "HUR": "STD STD. STUNDE STUNDEN HOUR HOURS H HR HRS",
    "DAY": "TAG TAGE D DAYS",
    "WEE": "WOCHE WOCHEN WEEK WEEKS",
    "MON": "MONAT MONATE MONTH MONTHS MO",
    "ANN": "JAHR JAHRE YEAR YEARS",
    "MIN": "MINUTE MINUTEN MINUTES",
    "KGM": "KG KILO KILOGRAMM KILOGRAM",
    "GRM": "G GR GRAMM GRAM",
    "TNE": "T TO TONNE TONNEN",
    "MTR": "M METER METRE LFM",
    "CMT": "CM ZENTIMETER",
    "MMT": "MM MILLIMETER",
    "KMT": "KM KILOMETER",
    "MTK": "M2 M² QM SQM QUADRATMETER",
    "MTQ": "M3 M³ CBM KUBIKMETER",
    "LTR": "L LITER LITRE",
    "MLT": "ML MILLILITER",
    "PK": "PACK PACKUNG PCK PAK PKG",
    "PR": "PAAR PAIR PAIRS",
    "BX": "BOX SCHACHTEL",
    "CT": "KARTON KTN KRT CARTON",
    "RO": "ROLLE ROLLEN ROLL",
    "SET": "SETS SATZ",
    "PF": "PALETTE PALETTEN PAL",
    "LS": "PAUSCHALE PAUSCHAL PSCH",
}

_COUNTRIES = {
    "DE": "D 276 DEU GER DEUTSCHLAND GERMANY ALLEMAGNE",
    "AT": "A 040 AUT ÖSTERREICH OESTERREICH OSTERREICH AUSTRIA",
    "CH": "756 CHE SCHWEIZ SWITZERLAND SUISSE SVIZZERA",
    "GB": "UK 826 GBR ENGLAND GROSSBRITANNIEN GROẞBRITANNIEN UNITED_KINGDOM GREAT_BRITAIN VEREINIGTES_KÖNIGREICH",
    "FR": "F 250 FRA FRANKREICH FRANCE",
    "IT": "I 380 ITA ITALIEN ITALY ITALIA",
    "ES": "E ESP SPANIEN SPAIN ESPAÑA",
    "PT": "P PRT PORTUGAL",
    "NL": "528 NLD NIEDERLANDE NETHERLANDS HOLLAND NEDERLAND",
    "BE": "B BEL BELGIEN BELGIUM BELGIQUE",
    "LU": "L LUX LUXEMBURG LUXEMBOURG",
    "LI": "FL LIE LIECHTENSTEIN",
    "PL": "616 POL POLEN POLAND POLSKA",
    "CZ": "CZE TSCHECHIEN CZECHIA CZECH_REPUBLIC",
    "SK": "SVK SLOWAKEI SLOVAKIA",
    "HU": "H HUN UNGARN HUNGARY",
    "DK": "DNK DÄNEMARK DAENEMARK DENMARK DANMARK",
    "SE": "S SWE SCHWEDEN SWEDEN SVERIGE",
    "NO": "N NOR NORWEGEN NORWAY NORGE",
    "FI": "FIN FINNLAND FINLAND SUOMI",
    "IE": "IRL IRLAND IRELAND",
    "GR": "EL GRC GRIECHENLAND GREECE",
    "SI": "SLO SVN SLOWENIEN SLOVENIA",
    "HR": "HRV KROATIEN CROATIA",
    "RO": "ROU RUMÄNIEN ROMANIA",
    "BG": "BGR BULGARIEN BULGARIA",
    "US": "USA UNITED_STATES VEREINIGTE_STAATEN",
    "CN": "CHN CHINA",
    "JP": "J JPN JAPAN",
    "TR": "TUR TÜRKEI TURKEY",
}

_LANGUAGES = {
    "deu": "DE GER GERMAN DEUTSCH DE-DE DE_DE DE-AT DE-CH",
    "eng": "EN ENGLISH ENGLISCH EN-US EN-GB EN_US EN_GB",
    "fra": "FR FRE FRENCH FRANZÖSISCH FRANÇAIS FR-FR",
    "ita": "IT ITALIAN ITALIENISCH ITALIANO IT-IT",
    "spa": "ES SPANISH SPANISCH ESPAÑOL ES-ES",
    "nld": "NL DUTCH NIEDERLÄNDISCH NL-NL",
    "por": "PT PORTUGUESE PORTUGIESISCH PT-PT",
    "pol": "PL POLISH POLNISCH PL-PL",
    "ces": "CS CZECH TSCHECHISCH CS-CZ",
    "slk": "SK SLOVAK SLOWAKISCH",
    "hun": "HU HUNGARIAN UNGARISCH",
    "dan": "DA DANISH DÄNISCH",
    "swe": "SV SWEDISH SCHWEDISCH",
    "nor": "NO NB NORWEGIAN NORWEGISCH",
    "fin": "FI FINNISH FINNISCH",
    "tur": "TR TURKISH TÜRKISCH",
    "rus": "RU RUSSIAN RUSSISCH",
    "ron": "RO ROMANIAN RUMÄNISCH",
    "ell": "EL GREEK GRIECHISCH",
    "zho": "ZH CHINESE CHINESISCH",
    "jpn": "JA JAPANESE JAPANISCH",
}

_CURRENCIES = {"EUR": "€ EURO EUROS", "USD": "$ DOLLAR", "GBP": "£", "CHF": "SFR SFR. FRANKEN"}

#: ISO 4217 codes that are in use today and younger than the list of the standard, or forgotten there.
_ISO_4217_TODAY = """
AED AFN ALL AMD AOA ARS AUD AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
RWF SAR SBD SCR SDG SEK SGD SOS SRD STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED
VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
"""
_ISO_4217 = frozenset(_ISO_4217_TODAY.split())

_MEANT = {
    kind: {alias: code for code, aliases in table.items() for alias in aliases.split()}
    for kind, table in (
        ("unit", _UNITS),
        ("country", _COUNTRIES),
        ("language", _LANGUAGES),
        ("currency", _CURRENCIES),
    )
}

#: What a code is called in a sentence: "'STK' is no unit …; a piece is C62".
WORDS = {"unit": "unit code", "country": "country code", "language": "language code", "currency": "currency code"}
_PLAIN_WORDS = {"C62": "a piece is C62", "HUR": "an hour is HUR", "KGM": "a kilogram is KGM", "MTR": "a metre is MTR"}


def meant_codes(kind: str, value: str, codes: Sequence[str], valid: Callable[[str], bool]) -> Iterator[Reading]:
    """Codes that may be meant by ``value``, the best first; ``sure`` where it is written differently but clear."""
    stripped = value.strip(" \t\r\n\u00a0")
    tried = [stripped]
    alias = _MEANT.get(kind, {}).get("_".join(stripped.upper().split()))
    if alias is not None:
        tried.append(alias)
    tried += [stripped.upper(), stripped.lower()]
    for code in tried:
        if code != value and valid(code):
            yield Reading(code, True)
            return
    if kind in ("code", "pattern"):
        folded = {code.casefold(): code for code in codes}
        exact = folded.get("_".join(stripped.casefold().replace("-", " ").split()))
        if (exact := exact or folded.get(stripped.casefold())) is not None:
            yield Reading(exact, True)
            return
        for near in get_close_matches(stripped.casefold()[:80], list(folded), n=1, cutoff=0.7):
            yield Reading(folded[near], False)


def is_currency_today(value: str) -> bool:
    """Is this a currency of today (ISO 4217), whether a list of codes holds it or not?"""
    return value.strip().upper() in _ISO_4217


def plain_words(kind: str, code: str) -> str | None:
    """A half sentence that explains a code: "a piece is C62"."""
    return _PLAIN_WORDS.get(code) if kind == "unit" else None
