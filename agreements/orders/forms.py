"""Turning what a buyer types into values."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.cost_sharing.models import CostSharingKey
from agreements.kept_documents.models import KeptDocument
from agreements.orders.attachments import attachable_documents
from agreements.orders.models import MAX_QUANTITY, Segment
from agreements.orders.placing import delivery_refusals
from agreements.orders.queries import open_segments
from municipalities.number_fields import QuantityField


class QuantityForm(forms.Form):
    """A whole number of one product."""

    quantity = QuantityField(
        label=_("Quantity"),
        min_value=1,
        max_value=MAX_QUANTITY,
        error_messages={
            "required": _("Write how many you need."),
            "min_value": _("The quantity must be at least %(limit_value)s."),
            "max_value": _("You can order at most %(limit_value)s of a product."),
        },
    )


class CoTermForm(forms.Form):
    """The day on which rights for a time end together; empty: each after its own term."""

    last_day = forms.DateField(
        label=_("Common last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day as day.month.year, for example 31.12.2026.")},
    )


class KeyChoice(forms.ModelChoiceField):
    """Cost-sharing keys by name, and whose they are."""

    def label_from_instance(self, key):
        return f"{key.name} ({key.organisation.name})"


class SubmitForm(forms.Form):
    """What an order needs besides its lines; the hidden fields say what the buyer saw."""

    segment = forms.ModelChoiceField(
        Segment.objects.none(),
        label=_("Segment"),
        required=False,
        empty_label=_("The whole organisation"),
        help_text=_("Its contact receives the delivery if you name nobody below."),
    )
    cost_sharing_key = KeyChoice(
        CostSharingKey.objects.none(),
        label=_("Shared by"),
        required=False,
        empty_label=_("Not shared"),
        help_text=_("The order shows what each of the sharers pays."),
    )
    buyer_reference = forms.CharField(
        label=_("Buyer reference"),
        max_length=100,
        help_text=_("The reseller repeats it on the invoice, so that it finds its way to you."),
    )
    cost_centre = forms.CharField(label=_("Cost centre"), max_length=50, required=False)
    requisition_number = forms.CharField(
        label=_("Requisition number"),
        max_length=50,
        required=False,
        help_text=_("The number in your own system, if the order has one."),
    )
    delivery_contact = forms.CharField(label=_("Who receives it"), max_length=100, required=False)
    delivery_email = forms.EmailField(
        label=_("E-mail address for delivery"),
        required=False,
        help_text=_("Where the reseller sends keys and access."),
        error_messages={"invalid": _("Write an e-mail address, for example post@example.no.")},
    )
    requested_delivery_from = forms.DateField(
        label=_("Deliver from"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    requested_delivery_to = forms.DateField(
        label=_("Deliver by"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    attachments = forms.ModelMultipleChoiceField(
        KeptDocument.objects.none(),
        label=_("Attachments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of your open documents; they go to the reseller with the order."),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_net = forms.DecimalField(
        widget=forms.HiddenInput, max_digits=16, decimal_places=2, localize=False
    )

    def __init__(self, *args, organisation, with_papers=True, keys=None, **kwargs):
        """Only an organisation that has segments, papers or cost-sharing keys chooses among them.

        Who orders by its mandate does not see its papers: `with_papers` is False.
        """
        super().__init__(*args, **kwargs)
        papers = attachable_documents(organisation) if with_papers else KeptDocument.objects.none()
        self.fields["attachments"].queryset = papers
        if not papers:
            del self.fields["attachments"]
        self.fields["cost_sharing_key"].queryset = keys or CostSharingKey.objects.none()
        if not keys:
            del self.fields["cost_sharing_key"]
        segments = open_segments(organisation)
        self.fields["segment"].queryset = segments
        if not segments:
            del self.fields["segment"]

    def clean(self):
        """The last day of delivery is not before the first, and neither has passed."""
        facts = super().clean()
        for name, refusal in delivery_refusals(facts, on=timezone.localdate()).items():
            self.add_error(name, refusal)
        first, last = facts.get("requested_delivery_from"), facts.get("requested_delivery_to")
        if first and last and last < first:
            self.add_error(
                "requested_delivery_to", _("The last day of delivery is before the first.")
            )
        return facts


class TemplateForm(forms.Form):
    """What a template is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        error_messages={"required": _("Write a name for the template.")},
    )


class ReturnForm(forms.Form):
    """Why an order is sent back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why, so that your colleague can mend it.")},
    )


class StopForm(forms.Form):
    """Why a held order is stopped for good."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why the order is not to be sent.")},
    )


class QuestionForm(forms.Form):
    """What an approver asks before deciding."""

    question = forms.CharField(
        label=_("Question"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the question first.")},
    )


class AnswerForm(forms.Form):
    """What the orderer answers."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the answer first.")},
    )
