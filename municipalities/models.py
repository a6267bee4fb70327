"""The data of `municipalities`, in the order of the work."""
# ruff: noqa: I001 - the order of the work, not of the alphabet

from municipalities.mail_hold.models import MailSwitch
from municipalities.worker.models import WorkerHeartbeat
from municipalities.outbox.models import OutgoingMessage
from municipalities.register.models import County, MunicipalityNumber, Organisation, Succession
from municipalities.officer_mail.models import OfficerMail
from municipalities.people.models import Invitation, Membership, User
from municipalities.people.role_changes import RoleChange
from municipalities.official_emails.models import OfficialEmailChange
from municipalities.registry.models import RegistryFinding, RegistryRun

__all__ = [
    "County",
    "Invitation",
    "MailSwitch",
    "Membership",
    "MunicipalityNumber",
    "OfficerMail",
    "OfficialEmailChange",
    "Organisation",
    "OutgoingMessage",
    "RegistryFinding",
    "RegistryRun",
    "RoleChange",
    "Succession",
    "User",
    "WorkerHeartbeat",
]
