"""Every form of the portal, and the addresses that take a POST without having a form."""

from tests.architecture import access_matrix as matrix
from tests.browser.every_form.admin_forms import ADMIN
from tests.browser.every_form.case_forms import CASE_WORK
from tests.browser.every_form.order_forms import HOLDINGS, ORDERS
from tests.browser.every_form.people_forms import AGREEMENTS, ANYBODY, PEOPLE, SIGN_IN

FORMS = SIGN_IN | ANYBODY | PEOPLE | AGREEMENTS | ORDERS | HOLDINGS | CASE_WORK | ADMIN

TAKES_ANY_METHOD = "Django's view takes every method, and its page has no form"
WITHOUT_A_FORM = {
    "account_set_password": "for accounts without a password, of which there are none",
    "account_confirm_login_code": "nobody signs in with a code by e-mail",
    "admin:login": "people are sent to the portal's own page to sign in",
    "admin:index": TAKES_ANY_METHOD,
    "admin:app_list": TAKES_ANY_METHOD,
    "admin:view_on_site": "Django's redirect takes every method",
    **{
        name: TAKES_ANY_METHOD
        for name in matrix.PAGES
        if name.endswith(("_changelist", "_history")) and name not in FORMS
    },
}
