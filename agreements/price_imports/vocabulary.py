"""The words of price files: what columns are called, and what stands in them.

docs/price-files.md lists them for suppliers. Words are compared without case, punctuation and
repeated spaces.
"""

from agreements.table_files.cells import words


def _named(**aliases) -> dict[str, str]:
    """Field by alias; the field's own name is one."""
    return {
        words(alias): field
        for field, listed in aliases.items()
        for alias in [field, *listed.split(", ")]
    }


COLUMNS = _named(
    part_number=(
        "part no, part nr, part, partnumber, sku, article number, article no, item number, "
        "item no, item, varenummer, varenr, vare nr, artikkelnummer, artikkelnr, artikkel nr, "
        "delenummer, produktnummer, produktnr, produkt nr, product number, product no, mfr part no"
    ),
    name=(
        "product, product name, item name, item description, description, title, produkt, "
        "produktnavn, produktnamn, navn, namn, varenavn, varenamn, varetekst, beskrivelse, "
        "produktbeskrivelse, artikkelnavn"
    ),
    publisher="vendor, manufacturer, brand, utgiver, utgjevar, produsent, leverandør, merke",
    family=(
        "product family, product group, produktfamilie, familie, produktgruppe, varegruppe, gruppe"
    ),
    kind=(
        "type, licence type, license type, product type, purchase type, lisenstype, produkttype, "
        "slag"
    ),
    unit="unit of measure, uom, enhet, eining, salgsenhet, måleenhet",
    pool="product pool, pulje, produktpulje",
    purchase_unit=(
        "billing period, payment, term unit, betalingsperiode, betaling, faktureringsperiode, "
        "kjøpsenhet, periode"
    ),
    offering="offering level, product category, plass i programmet, tilbudsnivå",
    points="point, poeng, unit count, point value, poengverdi",
    currency="curr, valuta",
    sold_until="end of sale, last order date, selges til, selges til og med, salgsslutt, utgår",
    replaced_by="replacement, successor, migration path, erstattes av, erstatta av, etterfølger",
    lot="lot number, lot no, delkontrakt, delavtale, delkontraktnummer, delkontrakt nr",
    supports="support for, supported product, støtte for, støtte til, gjelder produkt",
    term_months=(
        "term, months, duration, varighet, måneder, månader, varighet måneder, løpetid, bindingstid"
    ),
    level="price level, pricing level, prisnivå, nivå",
    programme="program, pricing programme, prisprogram",
)
"""Field by what its column may be called; prices have their own words below."""

PRICE_WORDS = {
    "price", "pris", "net price", "nettopris", "netto", "net", "unit price", "enhetspris",
    "stykkpris", "list price", "listepris", "price each", "price level", "prisnivå", "pris nivå",
    "price niva", "level", "nivå", "level price", "beløp", "amount",
}  # fmt: skip
"""What a price column begins with; a level's code may follow."""

IGNORED_WORDS = {"nok", "kr", "kroner", "i", "in", "eks", "eksl", "ekskl", "ex", "excl",
                 "excluding", "uten", "utan", "mva", "vat", "per", "pr", "stk"}  # fmt: skip
WITH_VAT = {"inkl", "incl", "including", "med", "with"}
CURRENCIES = {"eur", "usd", "sek", "dkk", "gbp", "chf", "isk", "euro"}

KRONER = {"", "nok", "kr", "kroner", "norske kroner"}

VALUES = {
    "kind": _named(
        licence="l, lic, license, lisens",
        licence_sa=(
            "l&sa, l & sa, lsa, l+sa, licsapk, license & sa, licence & sa, licence and sa, "
            "license and sa, license/software assurance pack, lisens og sa, lisens med sa, "
            "lisens med software assurance, licence with software assurance"
        ),
        sa="software assurance",
        step_up="su, stepup, step up, oppgradering",
        subscription=(
            "subscriptionvl, mthlysub, monthlysubscriptions volumelicense, monthly subscription, "
            "abonnement, abo, sub"
        ),
        free_software="free, fri programvare, open source, åpen kildekode",
        support="brukerstøtte, støtte, support service",
        hours="hour, timer, timar, konsulenttime, konsulenttimer",
        training="course, kurs, opplæring",
    ),
    "unit": _named(
        each="ea, stk, pcs, unit, per stk, stykk, enhet",
        user_year="user, per user and year, per bruker og år, bruker per år, bruker/år, bruker",
        device_year="device, per device and year, per enhet og år, enhet per år",
        server_year="server, per server and year, per server og år, server per år, tenar",
        hour="per hour, time, per time, timer",
        day="per day, dag, per dag, kursdag",
    ),
    "pool": _named(
        application="applications, app, applikasjon, applikasjoner, applikasjonar",
        system="systems, sys, systemer, systemar",
        server="servers, srv, servere, tenar, tenarar",
    ),
    "purchase_unit": _named(
        once="one time, onetime, 1 time, engangs, engangskjøp, eingong",
        month="1 month, 1m, monthly, 1 month s, mnd, måned, månad, månedlig, per måned",
        year="1 year, 1y, annual, yearly, 12 months, år, årlig, årleg, per år",
        three_years="3 years, 3 year, 3y, 36 months, 3 år, tre år",
    ),
    "offering": _named(
        platform="plattform",
        qualified="kvalifisert",
        additional="additional product, ap, tillegg, tilleggsprodukt",
    ),
}
"""The product's value by what may stand in the cell."""

TOTALS = ("sum", "total", "totalt", "i alt", "subtotal", "delsum", "grand total")
