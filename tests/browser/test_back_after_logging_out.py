"""Who comes to the computer next and presses Back sees nothing of what was read there."""

import pytest

from tests.browser.conftest import bokmal

pytestmark = pytest.mark.django_db(transaction=True)


def test_back_after_logging_out_shows_nothing_private(cast, visitor):
    reader = visitor(cast.nordvik.reader)
    reader.open("people", cast.nordvik.organisation.organisation_number)
    assert reader.sees(cast.nordvik.approver.name)
    reader.press("Sign out")
    assert reader.sees(bokmal("Sign in"))
    reader.page.go_back()
    assert reader.page.url.partition("?")[0].endswith("/konto/login/")
    assert cast.nordvik.approver.name not in reader.page.content()
