"""Who an order is from and to: names and numbers as they are when it is placed."""

from agreements.accessions.documents import official_name
from agreements.accessions.models import VolumeLicenceAgreement
from agreements.cost_sharing.queries import sharers_of
from agreements.frameworks.models import Reseller
from agreements.mandates.models import Mandate
from municipalities.people.models import User
from municipalities.register.models import Organisation


def parties_of_order(
    agreement: VolumeLicenceAgreement,
    *,
    by: User,
    mandate: Mandate | None = None,
    cost_sharing_key=None,
):
    """The columns of models/parties.py for an order that a person places under an agreement."""
    framework = agreement.accession.framework
    return {
        **_buyer(agreement.accession.organisation, by=by),
        "representative_name": mandate.representative.name if mandate else "",
        **_seller(agreement.reseller),
        "supplier_name": framework.supplier.name,
        "supplier_organisation_number": framework.supplier.organisation_number,
        "framework_name": framework.name,
        "contract_number": framework.contract_number,
        "cost_sharers": sharers_of(cost_sharing_key) if cost_sharing_key else [],
    }


def _buyer(organisation: Organisation, *, by: User):
    return {
        "buyer_name": organisation.name,
        "buyer_official_name": official_name(organisation),
        "buyer_register_name": organisation.register_name or organisation.name,
        "buyer_organisation_number": organisation.organisation_number,
        "buyer_contact_name": by.name,
        "buyer_contact_email": by.email,
    }


def _seller(reseller: Reseller):
    return {
        "seller_name": reseller.name,
        "seller_organisation_number": reseller.organisation_number,
        "seller_country": reseller.country,
        "seller_place": reseller.place,
        "seller_email": reseller.email,
    }
