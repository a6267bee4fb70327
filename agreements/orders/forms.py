"""Turning what a buyer types into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.cost_sharing.models import CostSharingKey
from agreements.kept_documents.models import KeptDocument
from agreements.orders.attachments import attachable_documents
from agreements.orders.models import MAX_QUANTITY, Segment
from agreements.orders.queries import open_segments


class QuantityForm(forms.Form):
    """A whole number of one product."""

    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=1,
        max_value=MAX_QUANTITY,
        error_messages={
            "required": _("Write how many you need."),
            "invalid": _("Write the quantity as a whole number, for example 25."),
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
        """The last day of delivery is not before the first."""
        facts = super().clean()
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


class ReplyForm(forms.Form):
    """What the organisation replies to a reseller who proposes a change."""

    reply = forms.CharField(
        label=_("Your reply to the reseller"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the reply first.")},
    )


class ResponseForm(forms.Form):
    """The file with a reseller's answer."""

    file = forms.FileField(
        label=_("Order response"),
        help_text=_("The XML file that the reseller's system sent."),
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
        },
    )


class ConfirmForm(forms.Form):
    """The reseller's confirmation."""

    reseller_reference = forms.CharField(
        label=_("The reseller's reference"),
        max_length=100,
        help_text=_("The number on the reseller's confirmation."),
    )
