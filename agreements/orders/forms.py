"""Turning what a buyer or a case officer types into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models import Product
from agreements.frameworks.models import Lot
from agreements.orders.models import MAX_QUANTITY
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


class LotForm(forms.Form):
    """Products without a lot, and the lot they shall have.

    `found` are the products that the search finds; one button means all of them.
    """

    lot = forms.ModelChoiceField(
        label=_("Lot"),
        queryset=Lot.objects.none(),
        empty_label=_("Choose a lot"),
        error_messages={"required": _("Choose a lot.")},
    )
    products = forms.ModelMultipleChoiceField(
        label=_("Products"), queryset=Product.objects.none(), required=False
    )

    EVERYTHING = "everything"

    def __init__(self, *args, framework, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["lot"].queryset = framework.lots.all()
        self.fields["products"].queryset = framework.products.all()

    def clean_products(self):
        """The products chosen one by one, or all that are found."""
        is_everything = self.EVERYTHING in self.data
        return self.found if is_everything else self.cleaned_data["products"]
