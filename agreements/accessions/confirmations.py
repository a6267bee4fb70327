"""What people are shown before an agreement is drawn up, offered to others or extended."""

from collections import defaultdict
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.accessions.joining_conditions import conditions_of_case
from agreements.accessions.message_queries import recipients_of
from agreements.accessions.models import Accession, VolumeLicenceAgreement
from agreements.accessions.queries import in_force
from agreements.accessions.shown_conditions import as_kept, rows_of
from agreements.accessions.states import AccessionState, MessageChannel
from agreements.accessions.terms import last_day_if_notice_on, term_on
from agreements.framework_administration.actions import check_can_exercise
from agreements.frameworks.models import FrameworkAgreement
from municipalities import formatting
from municipalities.confirmation import Confirmation, fact
from municipalities.outbox.leaving import when_mail_leaves

PERSON, OFFICIAL, LETTER = MessageChannel


def drawing_up_confirmation(agreement: VolumeLicenceAgreement, pool_levels) -> Confirmation:
    """What drawing up an agreement does; `agreement` is a draft that is not stored."""
    framework = agreement.accession.framework
    organisation = agreement.accession.organisation
    counted = formatting.whole(agreement.counted_quantity)
    return Confirmation(
        heading=_("Draw up volume licence agreement %(number)s") % {"number": agreement.number},
        button=_("Draw up agreement %(number)s") % {"number": agreement.number},
        facts=(
            fact(
                _("Parties"),
                _party_of(organisation),
                _party_of(framework.supplier),
            ),
            fact(_("Framework agreement"), framework.name),
            fact(_("Programme"), agreement.programme.name),
            fact(_("Counting basis"), f"{agreement.get_counting_basis_display()}: {counted}"),
            fact(_("Price level"), *_levels(agreement, pool_levels)),
            fact(_("Period"), _period(agreement)),
            fact(_("Renewal"), _renewal(agreement)),
            fact(_("Reseller"), agreement.reseller.name),
            fact(_("Orders go to"), agreement.reseller.email),
        ),
        consequences=(
            _term_and_prices(agreement, pool_levels),
            _(
                "Nobody is obliged to order. Until the first order, you or a signatory can cancel "
                "the agreement; after that it runs its term."
            ),
        ),
    )


def _term_and_prices(agreement: VolumeLicenceAgreement, pool_levels) -> str:
    """How long the agreement holds, and at which prices one buys."""
    if not agreement.price_level and not pool_levels:
        return _("The agreement holds for the whole term.")
    if agreement.programme.pools_volume:
        return _(
            "The agreement holds for the whole term. You buy at this price level, or at a better "
            "one when all members together have ordered enough."
        )
    return _("The agreement holds for the whole term, with this price level.")


def _party_of(party) -> str:
    return f"{party.name} ({formatting.organisation_number(party.organisation_number)})"


def _levels(agreement: VolumeLicenceAgreement, pool_levels):
    """The level the agreement gets, or each pool's."""
    if pool_levels:
        return [f"{one.get_pool_display()}: {one.price_level.code}" for one in pool_levels]
    return [agreement.price_level.code if agreement.price_level else _("none")]


def _period(agreement: VolumeLicenceAgreement) -> str:
    return f"{formatting.day(agreement.starts_on)}–{formatting.day(agreement.ends_on)}"


def _renewal(agreement: VolumeLicenceAgreement) -> str:
    if not agreement.renewal_months:
        return _("Ends by itself on its last day.")
    return _("Renews itself for %(months)s months, unless you give notice by %(day)s.") % {
        "months": agreement.renewal_months,
        "day": formatting.day(term_on(agreement, agreement.starts_on).notice_by),
    }


def notice_confirmation(agreement: VolumeLicenceAgreement, *, now: datetime) -> Confirmation:
    """What giving notice does: on which day the agreement then ends."""
    today = timezone.localdate(now)
    names = {"number": agreement.number}
    renews_itself = agreement.renewal_months and not agreement.notice_given_at
    last = last_day_if_notice_on(agreement, today) if renews_itself else None
    return Confirmation(
        heading=_("Give notice of %(number)s") % names,
        button=_("Give notice of %(number)s now") % names,
        facts=(
            fact(_("Framework agreement"), agreement.accession.framework.name),
            fact(_("Programme"), agreement.programme.name),
            fact(_("Reseller"), agreement.reseller.name),
            fact(_("Notice in time until"), formatting.day(term_on(agreement, today).notice_by)),
            fact(_("Last day after notice today"), formatting.day(last)),
        ),
        consequences=(
            _("The agreement is not renewed again. Notice cannot be taken back."),
            _("You can order until the last day."),
        ),
        refusals=()
        if renews_itself
        else (_("Notice is given already, or the agreement ends by itself."),),
        is_harmful=True,
    )


def termination_confirmation(accession: Accession, *, on: date) -> Confirmation:
    """What ending an accession does to the organisation's agreements, orders and baskets.

    Also what the gate says on the day: the act keeps it.
    """
    agreements = accession.volume_licence_agreements.filter(withdrawn_at=None).order_by("number")
    is_over = accession.state != AccessionState.COUNTERSIGNED
    names = {"organisation": accession.organisation.name}
    return Confirmation(
        heading=_("Terminate the accession of %(organisation)s") % names,
        button=_("Terminate the accession of %(organisation)s") % names,
        facts=(
            fact(_("Organisation"), _party_of(accession.organisation)),
            fact(_("Framework agreement"), accession.framework.name),
            fact(_("Signed"), formatting.day(accession.signed_at)),
            fact(_("Countersigned"), formatting.day(accession.countersigned_at)),
            fact(_("Agreements that stop"), *(one.number for one in agreements)),
            fact(_("What is recorded with the act"), *_conditions(accession, on=on)),
        ),
        consequences=(
            _("Nobody can order under these agreements any more. What is owned stays owned."),
            _("The organisation sees the reason. To join again it needs a new case."),
        ),
        refusals=(_("The case is already decided, or is no longer open."),) if is_over else (),
        is_harmful=True,
    )


def _conditions(accession: Accession, *, on: date):
    for row in rows_of(as_kept(conditions_of_case(accession, on=on))):
        facts = " · ".join(f"{label}: {value}" for label, value in row["facts"])
        said = f"{row['joining_condition']}: {row['outcome']}. {row['sentence']}"
        yield f"{said.strip()} {facts}"


def reminder_confirmation(
    framework: FrameworkAgreement, reachable, unreachable, *, now: datetime
) -> Confirmation:
    """What reminding the organisations that have not answered does.

    `unreachable` are the cases that have no e-mail address, and get no reminder.
    """
    count = len(reachable)
    button = ngettext("Remind %(count)s organisation", "Remind %(count)s organisations", count)
    return Confirmation(
        heading=_("Remind those who have not answered: %(framework)s")
        % {"framework": framework.name},
        button=button % {"count": formatting.whole(count)},
        facts=(
            fact(_("Number reminded"), formatting.whole(count)),
            fact(_("Will be reminded"), _names(one.organisation for one in reachable)),
            fact(
                _("No e-mail address, so not reminded"),
                _names(one.organisation for one in unreachable),
            ),
            *([when_mail_leaves(now)] if reachable else []),
        ),
        consequences=(
            _("An e-mail to each is queued at once. What is sent cannot be called back."),
        ),
        refusals=()
        if reachable
        else (_("Everybody has answered, is reminded today, or has no e-mail address."),),
    )


def invitation_confirmation(
    framework: FrameworkAgreement, invited, left_out, *, answer_by: date, now: datetime
) -> Confirmation:
    """What inviting organisations to join does; `left_out` are those that may not join."""
    count = len(invited)
    button = ngettext("Invite %(count)s organisation", "Invite %(count)s organisations", count)
    recipients = recipients_of(invited)
    by_channel = defaultdict(list)
    for organisation in invited:
        by_channel[recipients[organisation.pk].channel].append(organisation)
    return Confirmation(
        heading=_("Invite to join %(framework)s") % {"framework": framework.name},
        button=button % {"count": formatting.whole(count)},
        facts=(
            fact(_("Number invited"), formatting.whole(count)),
            fact(_("Answer by"), formatting.day(answer_by)),
            fact(_("E-mail to people who can answer"), _counted(by_channel[PERSON])),
            fact(_("E-mail to the official address"), _counted(by_channel[OFFICIAL])),
            fact(
                _("No e-mail address: you print and post the letter"),
                _counted(by_channel[LETTER]),
            ),
            fact(
                _("Letters without a postal address"),
                _counted([one for one in by_channel[LETTER] if not one.address]),
            ),
            fact(_("Left out, because they may not join"), _names(left_out)),
            *([when_mail_leaves(now)] if _goes_by_mail(by_channel) else []),
        ),
        consequences=tuple(_invitation_consequences(by_channel)),
        refusals=() if invited else (_("None of these organisations may join now."),),
    )


def _goes_by_mail(by_channel) -> bool:
    return bool(by_channel[PERSON] or by_channel[OFFICIAL])


def _invitation_consequences(by_channel):
    yield _("Each organisation gets a case.")
    if _goes_by_mail(by_channel):
        yield _("The e-mails are queued at once. What is sent cannot be called back.")
    if by_channel[LETTER]:
        yield _("The letters are PDFs on the page of invited organisations. You post them.")


def _counted(organisations) -> str:
    """How many organisations, and which; "" where there are none."""
    if not organisations:
        return ""
    return f"{formatting.whole(len(organisations))}: {_names(organisations)}"


def _names(organisations):
    return ", ".join(one.name for one in organisations)


def extension_confirmation(option, *, on: date) -> Confirmation:
    """What extending a framework agreement by an option does, to its dates and its members."""
    framework = option.framework
    members = Accession.objects.filter(in_force(), framework=framework).count()
    opens, closes = framework.accession_opens_on, framework.accession_closes_on
    return Confirmation(
        heading=_("Extend %(framework)s") % {"framework": framework.name},
        button=_("Extend the agreement to %(day)s") % {"day": formatting.day(option.extends_to)},
        facts=(
            fact(_("Last day now"), formatting.day(framework.ends_on)),
            fact(_("New last day"), formatting.day(option.extends_to)),
            fact(_("Decide by"), formatting.day(option.decide_by)),
            fact(
                _("Open for accession"),
                _("%(opens)s–%(closes)s. An extension does not move it.")
                % {"opens": formatting.day(opens), "closes": formatting.day(closes)},
            ),
            fact(_("Members"), formatting.whole(members), is_background=True),
        ),
        consequences=(
            _("Members can order until then, as far as their own agreements run."),
            _("An exercised option cannot be undone."),
            _("The portal does not write to the supplier. Do that yourself in time."),
        ),
        refusals=tuple(_refusals_to_exercise(option, framework, on=on)),
    )


def _refusals_to_exercise(option, framework: FrameworkAgreement, *, on: date):
    try:
        check_can_exercise(option, framework, on=on)
    except ValidationError as refusal:
        return refusal.messages
    return []
