"""The app `agreements`."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from agreements.catalogue.checks import check_norwegian_letters


class AgreementsConfig(AppConfig):
    """What: framework agreements, and everything done under them."""

    name = "agreements"
    verbose_name = _("Agreements")

    def ready(self) -> None:
        register(check_norwegian_letters, Tags.database)
