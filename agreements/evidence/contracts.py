"""What was signed, as data: accessions, terms, volume licence agreements and true-ups."""

from collections import defaultdict
from datetime import date

from django.db.models.query import QuerySet
from django.utils import timezone

from agreements.accessions.models import Accession, AccessionAct
from agreements.accessions.models.volume_licence_agreement import VolumeLicenceAgreement
from agreements.accessions.queries import (
    accession_as_of,
    accessions_as_of,
    origins_as_of,
    volume_licence_agreements_of,
)
from agreements.accessions.terms import term_on
from agreements.documents.archive import digest_of
from agreements.frameworks.models import TermsVersion
from agreements.reforms.models import ReformPlan
from agreements.trueups.models import TrueUp
from agreements.trueups.queries import true_ups_of
from agreements.trueups.states import TrueUpState
from municipalities.register.models import Organisation


class Contracts:
    """What the holders had signed by the end of a day; `keys` are those of all accessions behind.

    An accession that was taken over rests on what its origins signed.
    """

    def __init__(self, holders, as_of: date) -> None:
        self.as_of = as_of
        self.accessions = [
            accession_as_of(row, as_of)
            for holder in holders
            for row in accessions_as_of(holder, as_of)
        ]
        self.agreements = [row for holder in holders for row in _agreements(holder, as_of)]
        self.origins = origins_as_of(self.accessions, as_of)
        self.keys = {key for row in self.accessions for key in self.behind(row.pk)}
        self.holders = holders

    def behind(self, key):
        """The key of an accession and of all that it rests on, through any number of reforms."""
        found, ask = set(), {key}
        while ask:
            found |= ask
            ask = {origin for one in ask for origin in self.origins.get(one, [])} - found
        return found

    def as_data(self):
        """The keys of the data that tell of what was signed."""
        return {
            "accessions": self._accessions(),
            "terms": _terms(self.accessions, self.as_of),
            "agreements": [_agreement(row, self.as_of) for row in self.agreements],
            "true_ups": [
                _true_up(row, self.as_of)
                for holder in self.holders
                for row in self._true_ups(holder)
            ],
        }

    def _accessions(self):
        signed = AccessionAct.objects.filter(
            accession__in=self.keys, signature__isnull=False, at__date__lte=self.as_of
        ).select_related("signature", "accession__organisation")
        signatures = defaultdict(list)
        for act in signed.order_by("at", "pk"):
            signatures[act.accession_id].append(_signature(act))
        return [
            _accession(row, [one for key in sorted(self.behind(row.pk)) for one in signatures[key]])
            for row in self.accessions
        ]

    def _true_ups(self, holder: Organisation) -> list[TrueUp]:
        """Those under its agreements; one that nobody answered goes on with the successor."""
        asked = true_ups_of(holder).filter(
            volume_licence_agreement__in=self.agreements, opened_at__date__lte=self.as_of
        )
        is_gone = holder.is_dissolved(self.as_of)
        return [row for row in asked if not is_gone or _is_answered(row, self.as_of)]


def _agreements(holder: Organisation, as_of: date) -> QuerySet[VolumeLicenceAgreement]:
    """Those that had begun; not what a later reform made of another's."""
    made_later = ReformPlan.created_agreements.through.objects.filter(
        reformplan__takes_effect_on__gt=as_of
    )
    return (
        volume_licence_agreements_of(holder)
        .filter(starts_on__lte=as_of)
        .exclude(pk__in=made_later.values("volumelicenceagreement"))
    )


def _accession(accession: Accession, signatures):
    return {
        "holder": accession.organisation.organisation_number,
        "framework_agreement": accession.framework.reference,
        "name": accession.framework.name,
        "supplier": accession.framework.supplier.name,
        "state": accession.state,
        "terms_version": accession.terms_version and accession.terms_version.version,
        "signatures": signatures,
    }


def _signature(act):
    party = act.accession.organisation
    return {
        "party": party.organisation_number,
        "party_name": party.register_name or party.name,
        "act": act.kind,
        "name": act.signature.name,
        "method": act.signature.method,
        "signed_at": act.signature.signed_at,
        "sha256_of_what_was_shown": act.signature.document_sha256,
    }


def _terms(accessions, as_of: date) -> list[dict[str, date | str]]:
    """Every version of the terms from the beginning to the day, with a hash of each text."""
    versions = TermsVersion.objects.filter(
        framework__in={row.framework_id for row in accessions}, valid_from__lte=as_of
    )
    return [
        {
            "framework_agreement": version.framework.reference,
            "version": version.version,
            "valid_from": version.valid_from,
            "sha256_nb": digest_of(version.text_nb.encode()),
            "sha256_nn": digest_of(version.text_nn.encode()),
        }
        for version in versions.select_related("framework").order_by("framework", "valid_from")
    ]


def _agreement(agreement: VolumeLicenceAgreement, as_of: date):
    level, before = agreement.price_level, agreement.predecessor
    if not _is_by(agreement.notice_given_at, as_of):
        agreement.notice_given_at = None
    return {
        "number": agreement.number,
        "holder": agreement.accession.organisation.organisation_number,
        "framework_agreement": agreement.accession.framework.reference,
        "programme": agreement.programme.name,
        "reseller": agreement.reseller.name,
        "price_level": level.code if level else "",
        "counting_basis": agreement.counting_basis,
        "starts_on": agreement.starts_on,
        "ends_on": term_on(agreement, as_of).ends_on,
        "taken_over_from": before.number if before else "",
    }


def _true_up(true_up: TrueUp, as_of: date):
    is_answered = _is_answered(true_up, as_of)
    signature = true_up.signature if is_answered else None
    order = true_up.order if is_answered else None
    agreement = true_up.volume_licence_agreement
    return {
        "agreement": agreement.number,
        "holder": agreement.accession.organisation.organisation_number,
        "anniversary": true_up.anniversary,
        "state": true_up.state if is_answered else TrueUpState.OPEN,
        "answered_at": true_up.answered_at if is_answered else None,
        "order": order.number if order else "",
        "signed_by": signature.name if signature else "",
        "sha256_of_what_was_shown": signature.document_sha256 if signature else "",
    }


def _is_answered(true_up: TrueUp, as_of: date) -> bool:
    return _is_by(true_up.answered_at, as_of)


def _is_by(moment, day: date) -> bool:
    return bool(moment and timezone.localdate(moment) <= day)
