"""The admin screens of `municipalities`, in the order of the work."""

from municipalities import library_admin
from municipalities.people import admin as people
from municipalities.register import admin as register
from municipalities.registry import admin as registry

__all__ = ["library_admin", "people", "register", "registry"]
