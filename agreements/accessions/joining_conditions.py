"""The gate: may this organisation join this framework agreement today? Each condition has its
reason.

Two of the conditions are asked again, with their sentences, where a member draws up an agreement.

The rulings behind it: only bodies the notice covers may use an agreement (KOFA 2019/389, 2015/65;
CJEU C-216/17), and only while it runs. A case officer may waive one condition, with a reason.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.accessions import condition_facts
from agreements.accessions.models import Accession, AuthorityGrounds, ConditionOverride
from agreements.accessions.queries import open_case, override_of
from agreements.accessions.states import NOT_SIGNED, AccessionState, JoiningCondition, Outcome
from agreements.frameworks.models import FrameworkAgreement
from agreements.frameworks.queries import basis_of, open_suspension
from agreements.kept_documents.queries import powers_of_attorney_of
from municipalities import formatting
from municipalities.access import roles_in
from municipalities.people.models import Role, User
from municipalities.register.eligible_forms import validate_organisation_form
from municipalities.register.models import Organisation


def check_may_join(organisation: Organisation, framework: FrameworkAgreement, *, on: date) -> None:
    """Raise a ValidationError with every condition that fails."""
    refusals = refusals_to_join(organisation, framework, on=on)
    if refusals:
        raise ValidationError(list(refusals.values()))


@dataclass(frozen=True)
class Condition:
    """What the gate finds about one condition: why it fails (None: it does not), and what it looked
    at.

    `facts` is {name: value}, of dates, texts and lists; `override` is the exception made from the
    condition, if there is one.
    """

    joining_condition: JoiningCondition
    refusal: ValidationError | None
    facts: dict
    override: ConditionOverride | None = None

    @property
    def outcome(self) -> Outcome:
        """Whether it holds, fails, or fails and is waived."""
        if self.refusal is None:
            return Outcome.HOLDS
        return Outcome.OVERRIDDEN if self.override else Outcome.FAILS


def refusals_to_join(organisation: Organisation, framework: FrameworkAgreement, *, on: date):
    """The conditions that fail on a day and are not overridden, each with its ValidationError.

    Codes: organisation_dissolved, organisation_deregistered, no_basis, not_in_notice,
    form_not_eligible, kind_not_eligible, accession_not_open_yet, accession_closed,
    not_announced, framework_suspended, framework_ended, already_joined.
    """
    return failing(conditions_to_join(organisation, framework, on=on))


def failing(conditions):
    """The conditions that fail and are not waived, as {condition: ValidationError}."""
    return {
        each.joining_condition: each.refusal for each in conditions if each.outcome == Outcome.FAILS
    }


def conditions_to_join(
    organisation: Organisation, framework: FrameworkAgreement, *, on: date, signed_on=None
) -> list[Condition]:
    """Every condition as it stands on a day; the time to join is judged by the day of the
    signature.
    """
    basis, suspension = basis_of(framework), open_suspension(framework)
    case = open_case(organisation, framework)
    asked_on = signed_on or on
    found = {
        JoiningCondition.EXISTS: (
            _exists(organisation, on),
            condition_facts.existence_facts(organisation),
        ),
        JoiningCondition.NAMED: (
            _named(organisation, basis),
            condition_facts.notice_facts(organisation, basis),
        ),
        JoiningCondition.KIND: (
            _kind(organisation, framework),
            condition_facts.kind_facts(organisation, framework),
        ),
        JoiningCondition.WINDOW: (
            _window(framework, asked_on),
            condition_facts.window_facts(framework, asked_on),
        ),
        JoiningCondition.FRAMEWORK: (
            _framework(framework, suspension, on),
            condition_facts.framework_facts(framework, suspension),
        ),
        JoiningCondition.ONCE: (_once(case), {"case_state": case.state if case else ""}),
    }
    override = override_of(organisation, framework)
    return [
        Condition(
            joining_condition,
            refusal,
            seen,
            override if override and override.joining_condition == joining_condition else None,
        )
        for joining_condition, (refusal, seen) in found.items()
    ]


def conditions_of_case(accession: Accession, *, on: date) -> list[Condition]:
    """What the gate says about a case on a day; that the case has joined itself says nothing.

    The signatory's authority was asked about when the case was signed; what was stated then
    stands here for the case officer to judge.
    """
    signed_on = timezone.localdate(accession.signed_at) if accession.signed_at else None
    conditions = conditions_to_join(
        accession.organisation, accession.framework, on=on, signed_on=signed_on
    )
    conditions = [each for each in conditions if each.joining_condition != JoiningCondition.ONCE]
    if signed_on:
        conditions.append(
            Condition(JoiningCondition.AUTHORITY, None, condition_facts.authority_facts(accession))
        )
    return conditions


def check_case(accession: Accession, *, on: date) -> None:
    """Refuse to decide for a case while a condition fails, with every condition's sentence."""
    refusals = failing(conditions_of_case(accession, on=on))
    if refusals:
        raise ValidationError(list(refusals.values()))


def check_may_draw_up(accession: Accession, *, on: date) -> None:
    """Refuse to draw up an agreement where the accession, who joined or the framework stands not.

    Codes: accession_not_in_force, organisation_dissolved, organisation_deregistered, not_announced,
    framework_suspended, framework_ended.
    """
    if accession.state != AccessionState.COUNTERSIGNED:
        raise ValidationError(_("KS has not countersigned yet."), code="accession_not_in_force")
    framework = accession.framework
    refusals = (
        _exists(accession.organisation, on),
        _framework(framework, open_suspension(framework), on),
    )
    for refusal in filter(None, refusals):
        raise refusal


def check_authority(organisation: Organisation, *, by: User, submission) -> None:
    """Raise a ValidationError when the signatory's authority does not hold: the condition
    AUTHORITY.

    The right rests on a role confirmed in the organisation and on stated grounds, never on a
    title. Codes: not_signatory, grounds_without_reference, document_not_in_use.
    """
    if Role.SIGNATORY not in roles_in(by, organisation):
        raise ValidationError(
            _("Only a person with the role Signatory signs."), code="not_signatory"
        )
    document = submission.get("grounds_document")
    if document and document not in powers_of_attorney_of(organisation):
        raise ValidationError(
            {
                "grounds_document": ValidationError(
                    _("Choose a document that is in use in your organisation."),
                    code="document_not_in_use",
                )
            }
        )
    needs_reference = submission["grounds"] != AuthorityGrounds.STATUTE
    if needs_reference and not submission["grounds_reference"]:
        raise ValidationError(
            {
                "grounds_reference": ValidationError(
                    _("State the decision or document that gives you the authority."),
                    code="grounds_without_reference",
                )
            }
        )


def _exists(organisation: Organisation, on: date) -> ValidationError | None:
    if organisation.is_dissolved(on):
        return ValidationError(
            _("The organisation was dissolved on %(day)s."),
            code="organisation_dissolved",
            params={"day": formatting.day(organisation.dissolved_on)},
        )
    if not organisation.is_registered(on):
        return ValidationError(
            _("%(deregistration)s Contact KS if this is wrong."),
            code="organisation_deregistered",
            params={"deregistration": organisation.deregistration},
        )
    return None


def _named(organisation: Organisation, basis) -> ValidationError | None:
    if basis is None:
        return ValidationError(
            _("KS has not recorded the notice that this agreement rests on."), code="no_basis"
        )
    if organisation.kind in basis.covered_kinds:
        return None
    if basis.covered_organisations.filter(pk=organisation.pk).exists():
        return None
    return ValidationError(
        _("The notice %(notice)s of %(day)s does not cover your organisation."),
        code="not_in_notice",
        params={"notice": basis.notice_reference, "day": formatting.day(basis.notice_date)},
    )


def _kind(organisation: Organisation, framework: FrameworkAgreement) -> ValidationError | None:
    """The form that Enhetsregisteret has may be none that joins, whatever the kind is here."""
    try:
        validate_organisation_form(organisation.organisation_form)
    except ValidationError as refusal:
        return refusal
    if organisation.kind in framework.eligible_kinds:
        return None
    return ValidationError(
        _("This agreement is not open to organisations of the kind %(kind)s."),
        code="kind_not_eligible",
        params={"kind": organisation.get_kind_display().lower()},
    )


def _window(framework: FrameworkAgreement, on: date) -> ValidationError | None:
    if on < framework.accession_opens_on:
        return ValidationError(
            _("You can join from %(day)s."),
            code="accession_not_open_yet",
            params={"day": formatting.day(framework.accession_opens_on)},
        )
    if on > framework.accession_closes_on:
        return ValidationError(
            _("The time to join ended on %(day)s."),
            code="accession_closed",
            params={"day": formatting.day(framework.accession_closes_on)},
        )
    return None


def _framework(framework: FrameworkAgreement, suspension, on: date) -> ValidationError | None:
    """An agreement can be joined before it is in force, but not unannounced, stopped or over."""
    if framework.announced_on is None or on < framework.announced_on:
        return ValidationError(_("KS has not announced this agreement."), code="not_announced")
    if on > framework.ends_on:
        return ValidationError(
            _("The agreement ended on %(day)s."),
            code="framework_ended",
            params={"day": formatting.day(framework.ends_on)},
        )
    if suspension:
        return ValidationError(
            _("The agreement is suspended until about %(day)s: %(reason)s"),
            code="framework_suspended",
            params={"day": formatting.day(suspension.expected_end), "reason": suspension.reason},
        )
    return None


def _once(accession: Accession | None) -> ValidationError | None:
    if accession is None or accession.state in {*NOT_SIGNED, AccessionState.RETURNED}:
        return None
    return ValidationError(
        _("Your organisation has already joined this agreement."), code="already_joined"
    )
