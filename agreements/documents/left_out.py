"""What a zip says about files that it goes on without, because the archive has lost them."""

from django.utils.translation import gettext as _

NOTICE = "MANGLER.txt"


def notice(names) -> str:
    """The text of NOTICE: the files that should have been there."""
    heading = _(
        "These files are damaged or missing in the archive of KS Lisens, and are not here. Tell KS."
    )
    return "\n".join([heading, "", *names, ""])
