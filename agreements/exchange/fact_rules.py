"""Rules about what an order file says: identifiers, parties, dates, delivery and items."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from lxml.etree import _Element as Element

from agreements.exchange.order_file import (
    CURRENCY,
    LAST_DAY_PROPERTY,
    ORDER_TYPE,
    ORGANISATION_NUMBER_SCHEME,
)
from agreements.exchange.reading import Rule, find, has_one, text, texts
from agreements.exchange.units import UNIT_CODES
from agreements.exchange.variants import Variant
from agreements.frameworks.countries import ALPHA_2
from municipalities.register.organisation_numbers import is_valid_organisation_number

BUYER = "cac:BuyerCustomerParty/cac:Party"
SELLER = "cac:SellerSupplierParty/cac:Party"
ENDPOINTS = f"{BUYER}/cbc:EndpointID | {SELLER}/cbc:EndpointID"
NUMBERS = f"{ENDPOINTS} | //cbc:CompanyID"
LAST_DAYS = f"//cac:AdditionalItemProperty[cbc:Name='{LAST_DAY_PROPERTY}']/cbc:Value"
DATES = f"//cbc:IssueDate | //cbc:StartDate | //cbc:EndDate | {LAST_DAYS}"


def has_text(path: str, expected: str) -> Callable[[Element, Variant], bool]:
    """A test that exactly one element stands at a path, with this text."""
    return lambda root, variant: texts(root, path) == [expected]


def one(path: str) -> Callable[[Element, Variant], bool]:
    """A test that exactly one element with a text stands at a path."""
    return lambda root, variant: has_one(root, path)


def each_has(parents: str, path: str) -> Callable[[Element, Variant], bool]:
    """A test that each of some parents has exactly one element with a text at a path."""
    return lambda root, variant: all(has_one(parent, path) for parent in find(root, parents))


def has_customization(root: Element, variant: Variant) -> bool:
    """The variant's own CustomizationID."""
    return texts(root, "cbc:CustomizationID") == [variant.customization_id]


def has_profile(root: Element, variant: Variant) -> bool:
    """The variant's own ProfileID."""
    return texts(root, "cbc:ProfileID") == [variant.profile_id]


def dates_are_dates(root: Element, variant: Variant) -> bool:
    """Every date is a day of the calendar, written YYYY-MM-DD."""
    return all(_day(written) for written in texts(root, DATES))


def _day(written: str) -> date | None:
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", written) and date.fromisoformat(written)
    except ValueError:
        return None


def answer_is_due_after_issue(root: Element, variant: Variant) -> bool:
    """The seller is not to answer before the order is placed."""
    return text(root, "cac:ValidityPeriod/cbc:EndDate") >= text(root, "cbc:IssueDate")


def periods_end_after_start(root: Element, variant: Variant) -> bool:
    """No delivery is asked for until a day before it is asked for from."""
    return all(
        text(period, "cbc:EndDate") >= text(period, "cbc:StartDate")
        for period in find(root, "//cac:RequestedDeliveryPeriod[cbc:StartDate and cbc:EndDate]")
    )


def endpoints_have_scheme(root: Element, variant: Variant) -> bool:
    """Both endpoints are Norwegian organisation numbers."""
    return all(
        endpoint.get("schemeID") == ORGANISATION_NUMBER_SCHEME for endpoint in find(root, ENDPOINTS)
    )


def numbers_pass_mod_11(root: Element, variant: Variant) -> bool:
    """Every organisation number has nine digits and the right check digit."""
    return all(is_valid_organisation_number(number) for number in texts(root, NUMBERS))


def countries_are_codes(root: Element, variant: Variant) -> bool:
    """Every country is one of ISO 3166-1."""
    written = texts(root, "//cac:Country/cbc:IdentificationCode")
    return all(code in ALPHA_2 for code in written)


def emails_are_possible(root: Element, variant: Variant) -> bool:
    """Every e-mail address can be one: no official rule looks at them."""
    return all(_is_email(address) for address in texts(root, "//cbc:ElectronicMail"))


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def line_ids_are_unique(root: Element, variant: Variant) -> bool:
    """No two lines share a number."""
    ids = texts(root, "cac:OrderLine/cac:LineItem/cbc:ID")
    return len(ids) == len(set(ids))


def _units(root: Element) -> list[str]:
    return [quantity.get("unitCode", "") for quantity in find(root, "//cbc:Quantity")]


def units_are_known(root: Element, variant: Variant) -> bool:
    """Every quantity has a unit we order in; STK has a rule of its own."""
    return all(unit in UNIT_CODES or unit == "STK" for unit in _units(root))


def no_stk_unit(root: Element, variant: Variant) -> bool:
    """STK is a valid code, and means a cigarette."""
    return "STK" not in _units(root)


one_on_each_line = partial(each_has, "cac:OrderLine/cac:LineItem")

RULES = (
    Rule(
        "customization_id",
        _("CustomizationID is not the one of this format. Export the order again."),
        has_customization,
    ),
    Rule(
        "profile_id",
        _("ProfileID is not the one of this format. Export the order again."),
        has_profile,
    ),
    Rule("order_number", _("The order has no number. Report this to KS."), one("cbc:ID")),
    Rule("issue_date", _("The order has no date. Report this to KS."), one("cbc:IssueDate")),
    Rule(
        "dates",
        _("A date is not written as YYYY-MM-DD, or no such day exists. Correct it."),
        dates_are_dates,
    ),
    Rule(
        "order_type",
        _("The order type must be 220. Export the order again."),
        has_text("cbc:OrderTypeCode", ORDER_TYPE),
    ),
    Rule(
        "currency",
        _("The currency of the order must be NOK. Export the order again."),
        has_text("cbc:DocumentCurrencyCode", CURRENCY),
    ),
    Rule(
        "buyer_reference",
        _("The buyer reference is missing. Fill it in: the invoice must repeat it."),
        one("cbc:CustomerReference"),
    ),
    Rule(
        "validity",
        _("The order does not say by when the reseller answers. Report this to KS."),
        one("cac:ValidityPeriod/cbc:EndDate"),
    ),
    Rule(
        "validity_after_issue",
        _("The reseller would have to answer before the order is placed. Report this to KS."),
        answer_is_due_after_issue,
    ),
    Rule(
        "requisition_number",
        _("The reference to a requisition has no number. Fill it in, or leave it out."),
        each_has("cac:OriginatorDocumentReference", "cbc:ID"),
    ),
    Rule(
        "one_contract",
        _("The order must name exactly one framework agreement. Report this to KS."),
        lambda root, variant: len(find(root, "cac:Contract")) == 1,
    ),
    Rule(
        "contract_number",
        _("The framework agreement of the order has no number. Report this to KS."),
        each_has("cac:Contract", "cbc:ID"),
    ),
    Rule(
        "buyer_endpoint",
        _("The buyer's electronic address is missing. Check the organisation in the register."),
        one(f"{BUYER}/cbc:EndpointID"),
    ),
    Rule(
        "buyer_name",
        _("The buyer's registered name is missing. Check the organisation in the register."),
        one(f"{BUYER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    ),
    Rule(
        "buyer_country",
        _("The buyer's address has no country. Check the organisation in the register."),
        each_has(f"{BUYER}/cac:PostalAddress", "cac:Country/cbc:IdentificationCode"),
    ),
    Rule(
        "seller_endpoint",
        _("The reseller's electronic address is missing. Check the reseller."),
        one(f"{SELLER}/cbc:EndpointID"),
    ),
    Rule(
        "seller_name",
        _("The reseller's registered name is missing. Check the reseller."),
        one(f"{SELLER}/cac:PartyLegalEntity/cbc:RegistrationName"),
    ),
    Rule(
        "seller_country",
        _("The reseller's country is missing. Fill it in on the reseller."),
        one(f"{SELLER}/cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
    ),
    Rule(
        "endpoint_scheme",
        _("An electronic address must be an organisation number (0192). Report this to KS."),
        endpoints_have_scheme,
    ),
    Rule(
        "organisation_number",
        _("An organisation number is not valid. Check the nine digits."),
        numbers_pass_mod_11,
    ),
    Rule(
        "country_code",
        _("A country must be two letters of ISO 3166-1, for example NO. Correct it."),
        countries_are_codes,
    ),
    Rule(
        "party_name",
        _("A party has no name. Fill it in."),
        each_has("//cac:PartyName", "cbc:Name"),
    ),
    Rule(
        "delivery_period",
        _("The delivery has no requested time. Report this to KS."),
        each_has("cac:Delivery", "cac:RequestedDeliveryPeriod/cbc:StartDate"),
    ),
    Rule(
        "delivery_period_order",
        _("The requested delivery ends before it begins. Correct the dates."),
        periods_end_after_start,
    ),
    Rule(
        "delivery_party",
        _("The recipient of the delivery has no name. Fill it in."),
        each_has("//cac:DeliveryParty", "cac:PartyName/cbc:Name"),
    ),
    Rule(
        "email",
        _("An e-mail address cannot be right. Correct it."),
        emails_are_possible,
    ),
    Rule("line_id", _("A line has no number. Report this to KS."), one_on_each_line("cbc:ID")),
    Rule(
        "line_id_unique",
        _("Two lines have the same number. Report this to KS."),
        line_ids_are_unique,
    ),
    Rule(
        "item_name",
        _("A line has no product name. Correct the product."),
        one_on_each_line("cac:Item/cbc:Name"),
    ),
    Rule(
        "part_number",
        _("A line has no part number. Correct the product."),
        one_on_each_line("cac:Item/cac:SellersItemIdentification/cbc:ID"),
    ),
    Rule(
        "unit",
        _("A line's unit is not one that orders are made in. Correct the product's unit."),
        units_are_known,
    ),
    Rule(
        "unit_stk",
        _("The unit STK means a cigarette. Use EA for pieces."),
        no_stk_unit,
    ),
    Rule(
        "property_name",
        _("A property of a product has no name. Report this to KS."),
        each_has("//cac:AdditionalItemProperty", "cbc:Name"),
    ),
    Rule(
        "property_value",
        _("A property of a product has no value. Report this to KS."),
        each_has("//cac:AdditionalItemProperty", "cbc:Value"),
    ),
)
