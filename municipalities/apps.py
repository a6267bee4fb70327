"""The app `municipalities`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    """Who: organisations and the people who act for them."""

    name = "municipalities"
    verbose_name = _("Organisations and people")
