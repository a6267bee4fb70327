"""How goods are classed where agreements speak of them: pools, and kinds of product."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductPool(models.TextChoices):
    """The product groups whose volume is counted apart (Microsoft's pools)."""

    APPLICATION = "application", _("Applications")
    SYSTEM = "system", _("Systems")
    SERVER = "server", _("Servers")


class ProductKind(models.TextChoices):
    """What is bought; `step_up` lifts a licence to a larger edition."""

    LICENCE = "licence", _("Licence")
    LICENCE_AND_ASSURANCE = "licence_sa", _("Licence with Software Assurance (SA)")
    ASSURANCE = "sa", _("Software Assurance (SA)")
    STEP_UP = "step_up", _("Step-up to a larger edition")
    SUBSCRIPTION = "subscription", _("Subscription")
    FREE_SOFTWARE = "free_software", _("Free software")
    SUPPORT = "support", _("Support")
    HOURS = "hours", _("Hours of service")
    TRAINING = "training", _("Training")
