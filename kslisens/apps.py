"""The portal as an app of Django's: what is checked before it is put into use."""

from django.apps import AppConfig
from django.core.checks import register

from kslisens import deployment_checks


class PortalConfig(AppConfig):
    """Registers the checks; the portal's data belongs to the other apps."""

    name = "kslisens"

    def ready(self) -> None:
        for check in deployment_checks.CHECKS:
            register(check, deploy=True)
