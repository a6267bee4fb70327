"""The data of `municipalities`, in the order of the work."""

from municipalities.register.models import County, MunicipalityNumber, Organisation
from municipalities.people.models import Invitation, Membership, User

__all__ = [
    "County",
    "Invitation",
    "Membership",
    "MunicipalityNumber",
    "Organisation",
    "User",
]
