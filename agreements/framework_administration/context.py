"""What every page of the portal knows about the framework agreements."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from agreements.frameworks.models import FrameworkAgreement


def demonstration(request: HttpRequest) -> dict:
    """`is_demonstration`: whether this installation holds demonstration data.

    Then every page says so, since its lists and figures may be made from it.
    """
    return {
        "is_demonstration": SimpleLazyObject(
            FrameworkAgreement.objects.filter(is_demonstration=True).exists
        )
    }
