"""Admin screens of the libraries' own tables: to read, or not at all."""

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from municipalities.admin_rules import OfficerRule, WrittenByActs

# What a case officer may do follows from one flag (people/admin_rights.py): no groups to keep
admin.site.unregister(Group)
admin.site.unregister([EmailAddress, DBTaskResult])


@admin.register(EmailAddress)
class KnownEmailAddressAdmin(WrittenByActs, EmailAddressAdmin):
    rule = OfficerRule(
        reason=_("Nothing: an address is proved by the person who reads what is sent to it."),
        instead=_(
            "The person changes it on the account page. KS can only shut the person out, or in."
        ),
        may_add=False,
    )
    actions = None


@admin.register(DBTaskResult)
class TaskAdmin(WrittenByActs, DBTaskResultAdmin):
    rule = OfficerRule(
        reason=_("Nothing: the portal itself writes what its worker is to do, and has done."),
        may_add=False,
    )
