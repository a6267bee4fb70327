"""Turning what a case officer chooses for products without a lot into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.models import Product
from agreements.frameworks.models import FrameworkAgreement, Lot
from municipalities.form_choices import offer_rows


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

    def __init__(self, *args, framework: FrameworkAgreement, found, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        offer_rows(self, "lot", framework.lots.all())
        offer_rows(self, "products", framework.products.all())

    def clean_products(self):
        """The products chosen one by one, or all that are found."""
        is_everything = self.EVERYTHING in self.data
        return self.found if is_everything else self.cleaned_data["products"]
