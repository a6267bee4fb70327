"""Kinds of reform, and what may follow what with a plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReformKind(models.TextChoices):
    """What happens to organisations on a day."""

    MERGER = "merger", _("Merger")
    SPLIT = "split", _("Split")
    BOUNDARY = "boundary", _("Boundary adjustment")
    NEW_NUMBER = "new_number", _("New organisation number")
    RENUMBERING = "renumbering", _("New municipality numbers")


class ReformState(models.TextChoices):
    """Where a plan is."""

    DRAFTED = "drafted", _("Draft")
    APPROVED = "approved", _("Approved")
    CARRIED_OUT = "carried_out", _("Carried out")
    REVERSED = "reversed", _("Reversed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ALLOWED_FROM = {
    ReformState.APPROVED: ["drafted"],
    ReformState.WITHDRAWN: ["drafted", "approved"],
    ReformState.CARRIED_OUT: ["approved"],
    ReformState.REVERSED: ["carried_out"],
}
"""A state, and those it may follow."""


class PartyRole(models.TextChoices):
    """What an organisation is in a plan."""

    PREDECESSOR = "predecessor", _("Predecessor")
    SUCCESSOR = "successor", _("Successor")
    RENUMBERED = "renumbered", _("Gets a new municipality number")


class Decision(models.TextChoices):
    """What becomes of agreements that overlap after a merger."""

    LET_RUN = "let_run", _("Each runs to its end")
    KEEP_ONE = "keep_one", _("One goes on, notice is given for the others")
    RENEGOTIATE = "renegotiate", _("One new agreement replaces them")
