"""The admin's front page: the tables in the order of the work, and the pages that do the acts."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SECTIONS = (
    (
        _("Organisations and people"),
        ("municipalities.Organisation", "municipalities.County")
        + ("municipalities.RegistryFinding", "municipalities.RegistryRun", "municipalities.User")
        + ("municipalities.Membership", "municipalities.Invitation", "account.EmailAddress"),
    ),
    (
        _("Framework agreements"),
        ("agreements.Negotiation", "agreements.Supplier", "agreements.Reseller")
        + ("agreements.OrderAddressChange", "agreements.FrameworkAgreement")
        + ("agreements.Announcement", "agreements.EligibilityBasis", "agreements.TermsVersion")
        + ("agreements.Lot", "agreements.Ceiling", "agreements.CeilingAmendment")
        + ("agreements.CeilingOverride", "agreements.Programme", "agreements.PriceLevel")
        + ("agreements.Amendment", "agreements.Suspension"),
    ),
    (
        _("Products and prices"),
        ("agreements.PriceImport", "agreements.PriceList", "agreements.Price")
        + ("agreements.Product", "agreements.Edition", "agreements.VatRate"),
    ),
    (
        _("Joining"),
        ("agreements.Accession", "agreements.AccessionAct", "agreements.ConditionOverride")
        + ("agreements.VolumeLicenceAgreement", "agreements.Mandate", "agreements.CostSharingKey"),
    ),
    (
        _("Orders"),
        ("agreements.Order", "agreements.OrderTemplate", "agreements.Segment")
        + ("agreements.ApprovalDelegation", "agreements.Dispatch", "agreements.ResellerLink"),
    ),
    (
        _("What is owned and used"),
        ("agreements.OpeningBalance", "agreements.LedgerEntry", "agreements.LicenceCount")
        + ("agreements.TrueUp", "agreements.ReformPlan"),
    ),
    (
        _("Documents"),
        ("agreements.IssuedDocument", "agreements.KeptDocument", "agreements.Signature")
        + ("agreements.EvidencePack", "agreements.SummaryBatch"),
    ),
    (_("The portal itself"), ("django_tasks_database.DBTaskResult",)),
)
"""Each table stands in one section (tests/architecture/test_admin_looks.py)."""


class PortalAdminSite(AdminSite):
    """Tables grouped by the work, in its order, not by Django app and alphabet."""

    # A list needs the width: the front page has the same links
    enable_nav_sidebar = False

    def get_app_list(self, request, app_label=None):
        """The sections with the tables that the person may see; one app alone as in Django."""
        if app_label:
            return super().get_app_list(request, app_label)
        tables = {
            f"{app['app_label']}.{table['object_name']}": table
            for app in self._build_app_dict(request).values()
            for table in app["models"]
        }
        sections = []
        for name, labels in SECTIONS:
            shown = [tables[label] for label in labels if label in tables]
            if shown:
                sections.append(
                    {
                        "name": name,
                        "app_label": shown[0]["model"]._meta.app_label,
                        "app_url": reverse("admin:index", current_app=self.name),
                        "has_module_perms": True,
                        "models": shown,
                    }
                )
        return sections


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's own front page."""

    default_site = "kslisens.admin_site.PortalAdminSite"
