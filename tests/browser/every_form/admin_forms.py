"""Forms of the admin: a row of each table that may be changed is saved, and another is added."""

from django.utils import timezone

from agreements.frameworks.models import EligibilityBasis
from tests import agreement_factories as make
from tests.architecture.access_matrix import ADD, CHANGE, KNUT, TABLES
from tests.browser.every_form.form import Form
from tests.browser.every_form.people_forms import NEW_PASSWORD
from tests.cast import PASSWORD

TODAY = timezone.localdate()
NUMBER = "974760673"


def framework(scene):
    return {"framework": scene.unjoined.pk}


def agreement(scene):
    return {
        "reference": "ra-ny",
        "name": "Ny rammeavtale",
        "supplier": scene.unjoined.supplier.name,
        "starts_on": "2026-01-01",
        "ends_on": make.LAST_DAY.isoformat(),
        "accession_opens_on": "2026-01-01",
        "accession_closes_on": make.LAST_DAY.isoformat(),
        "eligible_kinds": "municipality",
    }


def without_basis(scene):
    EligibilityBasis.objects.filter(framework=scene.unjoined).delete()


ADDED = {
    "municipalities.organisation": lambda scene: {
        "organisation_number": NUMBER,
        "kind": "municipality",
        "organisation_form": "KOMM",
        "register_name": "NY KOMMUNE",
        "name": "Ny kommune",
        "written_standard": "nb",
    },
    "municipalities.county": lambda scene: {"number": "77", "name": "Nyfylke"},
    "agreements.supplier": lambda scene: {
        "name": "Ny AS",
        "organisation_number": NUMBER,
        "email": "a@b.example",
    },
    "agreements.reseller": lambda scene: {
        "name": "Ny AS",
        "organisation_number": NUMBER,
        "email": "ny@ny.example",
    },
    "agreements.frameworkagreement": agreement,
    "agreements.programme": lambda scene: (
        framework(scene) | {"name": "Nytt", "term_months": "36", "counting_basis": "users"}
    ),
    "agreements.pricelevel": lambda scene: {
        "programme": scene.nordvik.agreement.programme_id,
        "code": "Q",
    },
    "agreements.negotiation": lambda scene: {"supplier_name": "Ny AS"},
    "agreements.product": lambda scene: (
        framework(scene)
        | {
            "part_number": "NY-1",
            "name": "Ny programvare",
            "publisher": "Ny",
            "kind": "licence",
            "unit": "each",
        }
    ),
    "agreements.edition": lambda scene: framework(scene) | {"name": "Ny"},
    "agreements.vatrate": lambda scene: {"valid_from": "2030-01-01", "percent": "20"},
    "agreements.eligibilitybasis": lambda scene: (
        framework(scene)
        | {
            "notice_reference": "2026/1",
            "notice_date": "2026-01-01",
            "covered_kinds": "municipality",
        }
    ),
    "agreements.lot": lambda scene: framework(scene) | {"number": "7", "name": "Ny"},
    "agreements.ceiling": lambda scene: framework(scene) | {"maximum_value": "100"},
}
"""What is filled in for a new row of each table."""
NEEDS = {
    "agreements.eligibilitybasis": without_basis,
}
"""What the scene lacks for that."""


def own_page(name, who, sees, **more):
    """A form that stands at its own address."""
    return {name: Form(who, name, sees, **more)}


def forms_of(table, acts):
    """Adding and changing a row, where case officers may."""
    prefix = f"admin:{table.replace('.', '_')}"
    forms = {}
    if ADD in acts:
        forms |= own_page(
            f"{prefix}_add", KNUT, "ble lagt til", fill=ADDED[table], prepare=NEEDS.get(table)
        )
    if CHANGE in acts:
        forms |= own_page(f"{prefix}_change", KNUT, "ble endret", fill=unchanged)
    return forms


def unchanged(scene):
    return {}


def password_changed(scene):
    new = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    return {"old_password": PASSWORD, **new}


ADMIN = {
    "admin:logout": Form(KNUT, "admin:index", "Logget ut", answers=200, stores=False),
    "admin:password_change": Form(
        KNUT, "admin:password_change", "Ditt passord ble endret", fill=password_changed
    ),
}
for table, acts in TABLES.items():
    ADMIN |= forms_of(table, acts)
