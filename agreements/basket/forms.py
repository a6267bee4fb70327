"""The one form of a basket: the quantities of its lines, and what the order needs besides."""

from django import forms
from django.forms.boundfield import BoundField
from django.forms.widgets import DateInput
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.basket.models import Basket
from agreements.basket.refilling import TEXTS
from agreements.cost_sharing.models import CostSharingKey
from agreements.kept_documents.models import KeptDocument
from agreements.orders.attachments import attachable_documents
from agreements.orders.placing import delivery_refusals
from agreements.orders.states import MAX_QUANTITY
from agreements.segments.models import Segment
from agreements.segments.queries import open_segments
from municipalities.form_choices import offer_rows
from municipalities.number_fields import QuantityField
from municipalities.register.models import Organisation

ROW = "line-"
"""What the names of the rows' fields begin with."""
MAIN_FIELDS = ("segment", "cost_sharing_key", "buyer_reference", "cost_centre")
DELIVERY_FIELDS = (
    "requisition_number",
    "delivery_contact",
    "delivery_email",
    "requested_delivery_from",
    "requested_delivery_to",
)
"""Fields that few orders need; the page folds them away while they are empty."""


class KeyChoice(forms.ModelChoiceField):
    """Cost-sharing keys by name, and whose they are."""

    def label_from_instance(self, key) -> str:
        return f"{key.name} ({key.organisation.name})"


def _day_input() -> DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class DetailsForm(forms.Form):
    """What an order needs besides its lines; the hidden fields say what the buyer saw."""

    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=gettext_lazy("Segment"),
        required=False,
        empty_label=gettext_lazy("The whole organisation"),
        help_text=gettext_lazy("Its contact receives the delivery if you name nobody below."),
    )
    cost_sharing_key = KeyChoice(
        CostSharingKey.objects.none(),
        label=gettext_lazy("Shared by"),
        required=False,
        empty_label=gettext_lazy("Not shared"),
        help_text=gettext_lazy("The order shows what each of the sharers pays."),
    )
    buyer_reference = forms.CharField(
        label=gettext_lazy("Buyer reference"),
        max_length=100,
        help_text=gettext_lazy(
            "The reseller repeats it on the invoice, so that it finds its way to you."
        ),
    )
    cost_centre = forms.CharField(label=gettext_lazy("Cost centre"), max_length=50, required=False)
    requisition_number = forms.CharField(
        label=gettext_lazy("Requisition number"),
        max_length=50,
        required=False,
        help_text=gettext_lazy("The number in your own system, if the order has one."),
    )
    delivery_contact = forms.CharField(
        label=gettext_lazy("Who receives it"), max_length=100, required=False
    )
    delivery_email = forms.EmailField(
        label=gettext_lazy("E-mail address for delivery"),
        required=False,
        help_text=gettext_lazy("Where the reseller sends keys and access."),
        error_messages={
            "invalid": gettext_lazy("Write an e-mail address, for example post@example.no.")
        },
    )
    requested_delivery_from = forms.DateField(
        label=gettext_lazy("Deliver from"), required=False, widget=_day_input()
    )
    requested_delivery_to = forms.DateField(
        label=gettext_lazy("Deliver by"), required=False, widget=_day_input()
    )
    attachments = forms.ModelMultipleChoiceField(
        KeptDocument.objects.none(),
        label=gettext_lazy("Attachments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of your open documents; they go to the reseller with the order."),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Common last day"),
        required=False,
        widget=_day_input(),
        error_messages={
            "invalid": gettext_lazy("Write the day as day.month.year, for example 31.12.2026.")
        },
    )
    # No attribute of the class: Django takes the fields out of it
    template_name = forms.CharField(  # type: ignore[assignment]
        label=gettext_lazy("The template's name"), max_length=100, required=False
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_net = forms.DecimalField(
        widget=forms.HiddenInput, max_digits=16, decimal_places=2, localize=False
    )

    def __init__(
        self, *args, organisation: Organisation, with_papers=True, keys=None, **kwargs
    ) -> None:
        """Only an organisation that has segments, papers or cost-sharing keys chooses among them.

        Who orders by its mandate does not see its papers: `with_papers` is False.
        """
        super().__init__(*args, **kwargs)
        papers = attachable_documents(organisation) if with_papers else KeptDocument.objects.none()
        self._offer("attachments", papers)
        self._offer("cost_sharing_key", keys or CostSharingKey.objects.none())
        self._offer("segment", open_segments(organisation))

    def _offer(self, name: str, choices) -> None:
        offer_rows(self, name, choices)
        if not choices:
            del self.fields[name]

    def clean(self):
        """The last day of delivery is not before the first, and neither has passed."""
        facts = super().clean() or self.cleaned_data
        for name, refusal in delivery_refusals(facts, on=timezone.localdate()).items():
            self.add_error(name, refusal)
        first, last = facts.get("requested_delivery_from"), facts.get("requested_delivery_to")
        if first and last and last < first:
            self.add_error(
                "requested_delivery_to", _("The last day of delivery is before the first.")
            )
        return facts

    def allow_missing_reference(self) -> None:
        """Let the reference be missing until the order is submitted."""
        if not self["buyer_reference"].data:
            self.errors.pop("buyer_reference", None)


class BasketForm(DetailsForm):
    """Everything a person types in a basket, as `rows` with a quantity each, and the details.

    Without `data` it shows the basket's draft: what was typed the last time. `typed` is a draft
    that is shown instead, and not stored.
    """

    def __init__(self, data=None, *, basket: Basket | None, typed=None, **choices) -> None:
        self.basket = basket
        kept = {"last_day": basket.co_term_on} | basket.draft if basket else {}
        super().__init__(data, initial=kept | (typed or {}), **choices)

    @cached_property
    def rows(self):
        """The form of each line's quantity, by the product's key."""
        if not self.basket:
            return {}
        lines = self.basket.lines.select_related("product")
        typed = self.data if self.is_bound else self.basket.draft
        return {line.product_id: _row(line, typed) for line in lines}

    @property
    def rows_in_error(self):
        """Rows whose quantity cannot be read."""
        return [row for row in self.rows.values() if row.is_bound and not row.is_valid()]

    def is_valid(self) -> bool:
        return super().is_valid() and not self.rows_in_error

    @property
    def quantities(self):
        """The quantities that were typed and can be read, by the product's key."""
        read = {key: row for key, row in self.rows.items() if row.is_bound and row.is_valid()}
        return {key: row.cleaned_data["quantity"] for key, row in read.items()}

    @property
    def shows_other_lines(self) -> bool:
        """Whether the page held other products than the basket holds now."""
        shown = {name for name in self.data if name.startswith(ROW)}
        return bool(shown) and shown != {row.add_prefix("quantity") for row in self.rows.values()}

    @property
    def draft(self):
        """What was typed, as text by the field's name, but for quantities that can be read."""
        details = [self[name] for name in self.fields if not self[name].is_hidden]
        fields = [field for field in details if field.data]
        fields += [row["quantity"] for row in self.rows_in_error]
        return {field.html_name: _as_text(field.data) for field in fields}

    @property
    def reusable_details(self):
        """What of the details holds the next time too, by OrderTemplate's fields."""
        self.is_valid()
        names = (*TEXTS, "segment", "cost_sharing_key")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def main_fields(self) -> list[BoundField]:
        """The fields that most orders need."""
        return [self[name] for name in MAIN_FIELDS if name in self.fields]

    def delivery_fields(self) -> list[BoundField]:
        """The fields that are folded away while they are empty."""
        return [self[name] for name in DELIVERY_FIELDS]

    @property
    def has_delivery(self) -> bool:
        """Whether anything is typed in them, or wrong with them."""
        return any(field.value() or field.errors for field in self.delivery_fields())


def _row(line, typed) -> "QuantityForm":
    prefix = f"{ROW}{line.product_id}"
    name = f"{prefix}-quantity"
    data = {name: typed[name]} if name in typed else None
    row = QuantityForm(data, prefix=prefix, initial={"quantity": line.quantity})
    row.fields["quantity"].label = _("How many of %(product)s") % {"product": line.product.name}
    return row


def _as_text(typed):
    """What was typed as the database can hold it: without zero bytes."""
    if isinstance(typed, list):
        return [_as_text(one) for one in typed]
    return typed.replace("\x00", "")


class QuantityForm(forms.Form):
    """A whole number of one product."""

    quantity = QuantityField(
        label=gettext_lazy("Quantity"),
        min_value=1,
        max_value=MAX_QUANTITY,
        error_messages={
            "required": gettext_lazy("Write how many you need."),
            "min_value": gettext_lazy("The quantity must be at least %(limit_value)s."),
            "max_value": gettext_lazy("You can order at most %(limit_value)s of a product."),
        },
    )


class TemplateForm(forms.Form):
    """What a template is called."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        error_messages={"required": gettext_lazy("Write a name for the template.")},
    )
