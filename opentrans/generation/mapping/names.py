"""What ERP systems call units, countries and currencies, in German and English, and the codes that documents need.

A table ``units``, ``countries`` or ``currencies`` of a mapping or partner file goes before these.
"""

from __future__ import annotations

from typing import Final

#: Names that mean different things in different systems, and why: a table has to say which is meant.
AMBIGUOUS: Final = {
    "st": "ST is the code of a sheet, and a German Stück",
    "m": "M may be a metre, a month or a thousand",
    "pal": "a pallet has several codes (PX, PF ...)",
    "$": "several countries have dollars",
    "dollar": "several countries have dollars",
    "kr": "several countries have crowns",
}


def _spread(names: dict[str, str]) -> dict[str, str]:
    return {name.strip(): code for code, listed in names.items() for name in listed.split(",")}


UNITS: Final = _spread(
    {
        "C62": "stk,stck,stück,stueck,stücke,stuecke,pce,pcs,pc,piece,pieces,each,ea,unit,units,h87,einheit,einheiten,"
        "lizenz,lizenzen,license,licenses,licence",
        "HUR": "h,std,stunde,stunden,hour,hours,hr,hrs",
        "DAY": "tag,tage,day,days",
        "WEE": "woche,wochen,week,weeks",
        "MON": "monat,monate,month,months,mon",
        "ANN": "jahr,jahre,year,years,ann",
        "MIN": "minute,minuten,minutes,min",
        "KGM": "kg,kilogramm,kilogram,kilo,kgm",
        "GRM": "g,gramm,gram,grm",
        "TNE": "t,tonne,tonnen,tne",
        "MTR": "meter,metre,metres,meters,lfm,mtr",
        "CMT": "cm,zentimeter,centimetre,centimeter,cmt",
        "MMT": "mm,millimeter,millimetre,mmt",
        "MTK": "qm,m²,m2,quadratmeter,mtk",
        "MTQ": "cbm,m³,m3,kubikmeter,mtq",
        "LTR": "l,liter,litre,litres,ltr",
        "PR": "paar,paare,pair,pairs,pr",
        "SET": "set,sets,satz,sätze,garnitur",
        "PK": "pack,packs,packung,packungen,pkg,pck,paket,pakete,package,packages,pk,xpk",
        "CT": "karton,kartons,krt,carton,cartons,ctn,ct",
        "BX": "box,boxen,boxes,bx",
        "RO": "rolle,rollen,roll,rolls,rl,ro",
        "LS": "pauschal,pauschale,psch,lump sum,ls",
    }
)

COUNTRIES: Final = _spread(
    {
        "DE": "deutschland,germany,d,deu,bundesrepublik deutschland",
        "AT": "österreich,oesterreich,austria,a,aut",
        "CH": "schweiz,switzerland,che,suisse",
        "LI": "liechtenstein,fl",
        "LU": "luxemburg,luxembourg,lux",
        "BE": "belgien,belgium,bel",
        "NL": "niederlande,netherlands,the netherlands,holland,nld",
        "FR": "frankreich,france,f,fra",
        "GB": "großbritannien,grossbritannien,vereinigtes königreich,united kingdom,great britain,uk,england,gbr",
        "IE": "irland,ireland,irl",
        "IT": "italien,italy,i,ita",
        "ES": "spanien,spain,e,esp",
        "PT": "portugal,prt",
        "DK": "dänemark,daenemark,denmark,dnk",
        "SE": "schweden,sweden,swe",
        "NO": "norwegen,norway,nor",
        "FI": "finnland,finland,fin",
        "IS": "island,iceland,isl",
        "PL": "polen,poland,pol",
        "CZ": "tschechien,tschechische republik,czech republic,czechia,cze",
        "SK": "slowakei,slovakia,svk",
        "HU": "ungarn,hungary,hun",
        "SI": "slowenien,slovenia,svn",
        "HR": "kroatien,croatia,hrv",
        "RO": "rumänien,rumaenien,romania,rou",
        "BG": "bulgarien,bulgaria,bgr",
        "GR": "griechenland,greece,grc",
        "CY": "zypern,cyprus,cyp",
        "MT": "malta,mlt",
        "EE": "estland,estonia,est",
        "LV": "lettland,latvia,lva",
        "LT": "litauen,lithuania,ltu",
        "UA": "ukraine,ukr",
        "TR": "türkei,tuerkei,turkey,türkiye,tur",
        "US": "usa,vereinigte staaten,vereinigte staaten von amerika,united states,united states of america",
        "CA": "kanada,canada,can",
        "CN": "china,volksrepublik china,chn",
        "TW": "taiwan,twn",
        "JP": "japan,jpn",
        "KR": "südkorea,suedkorea,south korea,kor",
        "IN": "indien,india,ind",
        "SG": "singapur,singapore,sgp",
        "IL": "israel,isr",
        "AU": "australien,australia,aus",
    }
)

CURRENCIES: Final = _spread(
    {
        "EUR": "€,euro,euros",
        "CHF": "sfr,fr,franken,schweizer franken,swiss franc,swiss francs",
        "GBP": "£,pfund,pfund sterling,britisches pfund,british pound,pound sterling",
        "USD": "us$,us-dollar,us dollar,us dollars,u.s. dollar",
        "CAD": "c$,can$,kanadischer dollar,canadian dollar,canadian dollars",
        "AUD": "a$,australischer dollar,australian dollar",
        "PLN": "zł,zloty,złoty,polish zloty",
        "CZK": "kč,tschechische krone,czech koruna",
        "HUF": "forint,hungarian forint",
        "DKK": "dänische krone,danish krone",
        "SEK": "schwedische krone,swedish krona",
        "NOK": "norwegische krone,norwegian krone",
        "JPY": "yen,japanese yen",
        "CNY": "yuan,renminbi,rmb",
    }
)
