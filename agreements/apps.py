from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    """What: framework agreements, and everything done under them."""

    name = "agreements"
    verbose_name = _("Agreements")
