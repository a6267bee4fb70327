"""Who acts for an organisation: users, their roles, and invitations."""

import secrets

import pghistory
from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.constraints import all_or_none
from municipalities.people.triggers import (
    EMAIL_IS_VERIFIED_BY_ITS_PERSON,
    MEMBERSHIP_KEEPS_ITS_LIMIT,
    MEMBERSHIP_LIMIT_NAMES_WHO_SET_IT,
)
from municipalities.register.models import Organisation


class Role(models.TextChoices):
    """What a person may do for an organisation."""

    READER = "reader", _("Reader")
    ORDERER = "orderer", _("Orderer")
    APPROVER = "approver", _("Approver")
    SIGNATORY = "signatory", _("Signatory")
    ADMINISTRATOR = "administrator", _("Administrator")


class UserManager(BaseUserManager["User"]):
    """Makes users whose key is their e-mail address, in lower case."""

    def create_user(self, email: str, password=None, **fields):
        """A person who can sign in; without a password only after a reset."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password=None, **fields):
        """A KS administrator with every right in the admin and the case-work area."""
        rights = {"is_staff": True, "is_superuser": True, "is_case_officer": True}
        return self.create_user(email, password, **(rights | fields))

    def get_by_natural_key(self, email: str | None):
        return self.get(email=(email or "").lower())


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person: a municipality's buyer or a KS case officer, signing in by e-mail."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    is_case_officer = models.BooleanField(
        _("case officer"),
        default=False,
        help_text=_("Works for KS and sees the case-work area."),
    )
    is_staff = models.BooleanField(
        _("may use the admin"),
        default=False,
        help_text=_("May sign in to the admin screens."),
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Clear this instead of deleting the person."),
    )
    date_joined = models.DateTimeField(_("registered"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "email"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="user_email_is_lower_case",
                condition=Q(email=Lower("email")),
            ),
        ]
        triggers = [EMAIL_IS_VERIFIED_BY_ITS_PERSON]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


@pghistory.track()
class Membership(models.Model):
    """One role of one person in one organisation, from the request to its end.

    Its state follows from the dates: requested, confirmed (and then in force), declined, ended.
    An administrator confirms; where no other administrator is, a case officer does. An order
    limit is set by somebody else than the person; a role that ended and is given again keeps it.
    """

    user = models.ForeignKey(
        User, models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=13, choices=Role)
    order_limit = models.DecimalField(
        _("order limit"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("The largest order, net kroner, the person may submit or approve. Empty: any."),
    )
    limit_set_at = models.DateTimeField(_("limit set"), null=True, blank=True)
    limit_set_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("limit set by"),
    )
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    declined_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("declined by"),
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )

    class Meta:
        ordering = ["requested_at"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                name="membership_one_open_per_person_and_role",
                fields=["user", "organisation", "role"],
                condition=Q(declined_at=None, ended_at=None),
                violation_error_message=_("You already have this role, or have asked for it."),
            ),
            models.CheckConstraint(
                name="membership_confirmer_is_someone_else",
                condition=~Q(confirmed_by=F("user")),
                violation_error_message=_("Nobody confirms their own role."),
            ),
            models.CheckConstraint(
                name="membership_confirmed_by_someone",
                condition=all_or_none("confirmed_at", "confirmed_by"),
            ),
            models.CheckConstraint(
                name="membership_declined_by_someone",
                condition=all_or_none("declined_at", "declined_by"),
            ),
            models.CheckConstraint(
                name="membership_ended_by_someone",
                condition=all_or_none("ended_at", "ended_by"),
            ),
            models.CheckConstraint(
                name="membership_declined_or_confirmed",
                condition=Q(declined_at=None) | Q(confirmed_at=None),
            ),
            models.CheckConstraint(
                name="membership_ended_was_in_force",
                condition=Q(ended_at=None) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="membership_limit_is_for_orders",
                condition=Q(order_limit=None)
                | Q(order_limit__gte=0, role__in=["orderer", "approver"]),
                violation_error_message=_("Only who orders or approves has an order limit."),
            ),
            models.CheckConstraint(
                name="membership_limit_is_set_by_someone_else",
                condition=Q(limit_set_at=None, limit_set_by=None)
                | Q(limit_set_at__isnull=False, limit_set_by__isnull=False)
                & ~Q(limit_set_by=F("user")),
            ),
        ]
        triggers = [MEMBERSHIP_KEEPS_ITS_LIMIT, MEMBERSHIP_LIMIT_NAMES_WHO_SET_IT]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"


def invitation_token() -> str:
    """A secret of 256 bits for the link in the invitation."""
    return secrets.token_urlsafe(32)


@pghistory.track(exclude=["token"])
class Invitation(models.Model):
    """An administrator's invitation of a colleague to one role, by e-mail.

    Its state follows from the dates (states.py). It holds for INVITATION_DAYS days.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=13, choices=Role)
    token = models.CharField(max_length=64, unique=True, default=invitation_token, editable=False)
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )

    class Meta:
        ordering = ["-invited_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                name="invitation_one_open_per_address_and_role",
                fields=["organisation", "email", "role"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                violation_error_message=_("This person is already invited to this role."),
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_someone",
                condition=all_or_none("accepted_at", "accepted_by"),
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_someone_else",
                condition=~Q(accepted_by=F("invited_by")),
                violation_error_message=_("Nobody confirms their own role."),
            ),
            models.CheckConstraint(
                name="invitation_withdrawn_by_someone",
                condition=all_or_none("withdrawn_at", "withdrawn_by"),
            ),
            models.CheckConstraint(
                name="invitation_accepted_or_withdrawn",
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="invitation_email_is_lower_case",
                condition=Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="invitation_role_is_known", condition=Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}, {self.organisation}"
