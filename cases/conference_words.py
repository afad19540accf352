"""What the codes of conference and support rules mean, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cases.models import ConferenceParticipant, CustodianConsent, Section
from cases.services.invitees import Proposal


def before_inviting(code: str) -> str:
    """Return what somebody should look at before inviting, as a sentence."""
    return {
        "date_past": _("The day has passed already."),
        "place": _("Where do you meet? The place is still missing."),
        "young_person": _("The young person is not among the participants."),
        "custodian": _("Nobody who holds custody is among the participants."),
        "consent_open": _("Before some can be invited, the custodians have to agree."),
        "consent_refused": _("The custodians do not agree to somebody; nobody invites them."),
        "interpreter": _("Somebody needs an interpreter, and none is among the participants."),
    }[code]


def before_closing(code: str) -> str:
    """Return what is still missing in what was written down, as a sentence."""
    return {
        "child_part": _("How did the young person take part? Without that it is not concluded."),
        "child_statement": _("There is no statement of the young person’s own yet."),
        "attendance": _("Of some it is not noted yet whether they took part."),
        "minutes": _("There are no minutes yet."),
        "reviews": _("Some goals have not been looked at together yet."),
        "next_on": _("The day of the next conversation is still open."),
    }[code]


def consent_state(row: ConferenceParticipant) -> str:
    """Return what the custodians say to somebody's part; empty where nobody is asked."""
    if not row.needs_consent:
        return ""
    if row.consent == CustodianConsent.GIVEN:
        return _("The custodians agree")
    if row.consent == CustodianConsent.REFUSED:
        return _("The custodians do not agree")
    if row.consent == CustodianConsent.ASKED:
        return _("Consent asked for, no answer yet")
    return _("Consent of the custodians is missing")


def proposal_label(proposal: Proposal) -> str:
    """Return a suggested participant in a line."""
    invitee = proposal.invitee
    who = str(invitee.person or invitee.user or invitee.name)
    roles = dict(ConferenceParticipant._meta.get_field("role").choices or ())
    parts = [who, str(roles[invitee.role])]
    if invitee.institution and invitee.institution != who:
        parts.append(invitee.institution)
    if proposal.needs_consent:
        parts.append(_("with consent of the custodians"))
    return " – ".join(parts)


def section_hint(code: str) -> str:
    """Return what the law asks for with a support, as a sentence."""
    return {
        Section.TRANSITION: _(
            "If another authority goes on, this is agreed in good time: who, with whom, by when."
        ),
        Section.PERSPECTIVE: _(
            "The perspective belongs to the plan: does the young person return, and what for?"
        ),
        Section.AFTERCARE: _(
            "After the end the office stays in touch; when it asks how things are is agreed now."
        ),
    }[Section(code)]


def offered_step(action: str) -> str:
    """Return the step of the case that its supports suggest, as a sentence."""
    return {
        "run": _("A support has begun. Is the case running now?"),
        "wind_down": _("The last support has ended. Is the case coming to its end?"),
    }.get(action, "")
