"""What a line of the trail says, in words: the action's code becomes a sentence.

Codes are `<noun>.<participle>` ("fund.created"); the participle chooses the sentence, the object
comes from the line. Apps with verbs of their own register them in their `start.py`.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sro.access import Role
from sro.audit.detail_words import DETAILS, VALUES, Sentence
from sro.audit.models import Entry, Kind

_SENTENCES: dict[str, Sentence] = {
    "document.found_damaged": gettext_lazy("found %(object)s damaged"),
    "demo.families_opened": gettext_lazy("opened the invented cases of the demo"),
    "demo.families_told": gettext_lazy("completed the invented cases of the demo"),
    "created": gettext_lazy("created %(object)s"),
    "changed": gettext_lazy("changed %(object)s"),
    "updated": gettext_lazy("changed %(object)s"),
    "set": gettext_lazy("set %(object)s"),
    "deleted": gettext_lazy("deleted %(object)s"),
    "ended": gettext_lazy("ended %(object)s"),
    "moved": gettext_lazy("moved %(object)s"),
    "verified": gettext_lazy("verified %(object)s"),
    "imported": gettext_lazy("imported %(object)s"),
    "booked": gettext_lazy("booked %(object)s"),
    "saved": gettext_lazy("saved %(object)s"),
    "reversed": gettext_lazy("reversed %(object)s"),
    "adopted": gettext_lazy("adopted %(object)s"),
    "closed": gettext_lazy("closed %(object)s"),
    "closing_proposed": gettext_lazy("proposed to close %(object)s"),
    "closing_taken_back": gettext_lazy("took back the proposal to close %(object)s"),
    "closing_refused": gettext_lazy("refused the closing of %(object)s"),
    "user.closed": gettext_lazy("closed the account %(object)s"),
    "user.reopened": gettext_lazy("opened the account %(object)s again"),
    "access.issued": gettext_lazy("made an access for another program"),
    "access.blocked": gettext_lazy("blocked an access for another program"),
    "profile.changed": gettext_lazy("changed the own name or language"),
    "reopened": gettext_lazy("reopened %(object)s"),
    "started": gettext_lazy("started %(object)s"),
    "calculated": gettext_lazy("calculated %(object)s"),
    "recomputed": gettext_lazy("recomputed %(object)s"),
    "cancel_requested": gettext_lazy("wanted %(object)s cancelled"),
    "cancelled": gettext_lazy("cancelled %(object)s"),
    "failed": gettext_lazy("could not finish %(object)s"),
    "proposed": gettext_lazy("proposed %(object)s"),
    "executed": gettext_lazy("carried %(object)s out"),
    "withdrawn": gettext_lazy("withdrew %(object)s"),
    "approved": gettext_lazy("approved %(object)s"),
    "rejected": gettext_lazy("rejected %(object)s"),
    "agreed": gettext_lazy("agreed %(object)s"),
    "continued": gettext_lazy("continued with %(object)s"),
    "put_in_force": gettext_lazy("put %(object)s in force"),
    "reviewed": gettext_lazy("reviewed the goals of %(object)s"),
    "consents_noted": gettext_lazy("noted who agrees to the goals of %(object)s"),
    "sections_written": gettext_lazy("wrote on perspective and transition in %(object)s"),
    "space_answered": gettext_lazy("answered the social-space questions of %(object)s"),
    "superseded": gettext_lazy("replaced %(object)s by a newer one"),
    "invited": gettext_lazy("sent an invitation to %(object)s"),
    "issued": gettext_lazy("issued %(object)s"),
    "logged_out": gettext_lazy("logged %(object)s out everywhere"),
    "run_created": gettext_lazy("created an allocation for %(object)s"),
    "checked": gettext_lazy("checked %(object)s"),
    "shared": gettext_lazy("chose what the provider sees of %(object)s"),
    "submitted": gettext_lazy("submitted %(object)s"),
    "returned": gettext_lazy("returned %(object)s"),
    "accepted": gettext_lazy("accepted %(object)s"),
    "planconference.invited": gettext_lazy("invited people to %(object)s"),
    "planconference.held": gettext_lazy("wrote down what happened: %(object)s"),
    "conferenceparticipant.consent_noted": gettext_lazy(
        "noted what the custodians say: %(object)s"
    ),
    "financelayout.created": gettext_lazy("saved %(object)s"),
    "supportdecision.decided": gettext_lazy("decided in the office’s name: %(object)s"),
    "support.granted": gettext_lazy("granted with a decision: %(object)s"),
    "support.declined": gettext_lazy("did not grant with a decision: %(object)s"),
    "support.extent_changed": gettext_lazy("changed hours or end by a decision: %(object)s"),
    "outflowmatch.matched": gettext_lazy("looked for the supports of open bookings"),
    "outflowmatch.assigned": gettext_lazy("assigned a booking to a support: %(object)s"),
    "outflowmatch.charged": gettext_lazy("assigned a booking to a base budget: %(object)s"),
    "outflowmatch.set_aside": gettext_lazy("noted that a booking is for no support: %(object)s"),
    "outflowmatch.taken_back": gettext_lazy("opened a settled booking again: %(object)s"),
    "plausibilitynote.accepted": gettext_lazy("noted why something is no error: %(object)s"),
    "plausibilitynote.reopened": gettext_lazy("took back that something is no error: %(object)s"),
    "project.planned": gettext_lazy("planned the project: %(object)s"),
    "project.begun": gettext_lazy("started the project: %(object)s"),
    "project.finished": gettext_lazy("ended the project: %(object)s"),
    "project.dropped": gettext_lazy("dropped the project: %(object)s"),
    "project.resumed": gettext_lazy("took the project up again: %(object)s"),
    "projectsession.entered": gettext_lazy("entered sessions of a project: %(object)s"),
    "support.begun": gettext_lazy("noted the beginning: %(object)s"),
    "support.prolonged": gettext_lazy("moved the planned end: %(object)s"),
}

# Where somebody was refused: the actions of the access table.
_REFUSED: dict[str, Sentence] = {
    "access": gettext_lazy("was refused on opening"),
    "view": gettext_lazy("was refused on looking"),
    "add": gettext_lazy("was refused on adding"),
    "change": gettext_lazy("was refused on changing"),
    "change_profile": gettext_lazy("was refused on changing"),
    "delete": gettext_lazy("was refused on deleting"),
    "import": gettext_lazy("was refused on reading in"),
    "export": gettext_lazy("was refused on taking out"),
    "verify": gettext_lazy("was refused on verifying"),
    "adopt": gettext_lazy("was refused on adopting"),
    "close": gettext_lazy("was refused on closing"),
    "propose_close": gettext_lazy("was refused on proposing to close"),
    "confirm_close": gettext_lazy("was refused on deciding about a closing"),
    "calculate": gettext_lazy("was refused on calculating"),
    "propose": gettext_lazy("was refused on proposing"),
    "approve": gettext_lazy("was refused on approving"),
    "reject": gettext_lazy("was refused on rejecting"),
    "read_needs": gettext_lazy("was refused on reading needs"),
    "sum": gettext_lazy("was refused on looking at sums"),
    "trace": gettext_lazy("was refused on looking at the history"),
    "reverse": gettext_lazy("was refused on reversing"),
    "match": gettext_lazy("was refused on assigning bookings"),
    "cancel": gettext_lazy("was refused on cancelling"),
    "deactivate": gettext_lazy("was refused on closing an account"),
    "reactivate": gettext_lazy("was refused on opening an account again"),
    "end_sessions": gettext_lazy("was refused on logging somebody out"),
    "read": gettext_lazy("was refused on reading"),
    "read_shared": gettext_lazy("was refused on reading"),
    "assign_staff": gettext_lazy("was refused on assigning professionals"),
    "submit": gettext_lazy("was refused on submitting"),
    "return": gettext_lazy("was refused on returning"),
    "accept": gettext_lazy("was refused on accepting"),
    "work": gettext_lazy("was refused on working on"),
    "stand_in": gettext_lazy("was refused on standing in"),
    "link": gettext_lazy("was refused on taking over a person"),
    "transfer": gettext_lazy("was refused on handing over"),
    "assign": gettext_lazy("was refused on assigning"),
    "count": gettext_lazy("was refused on looking at numbers"),
    "revoke": gettext_lazy("was refused on blocking"),
    "read_inside": gettext_lazy("was refused on reading"),
    "check": gettext_lazy("was refused on checking"),
    "step": gettext_lazy("was refused on a step of a project"),
    "note": gettext_lazy("was refused on writing about a project"),
    "judge": gettext_lazy("was refused on judging"),
    "discuss": gettext_lazy("was refused on noting a discussion"),
    "sign": gettext_lazy("was refused on signing off"),
    "freeze": gettext_lazy("was refused on freezing"),
    "publish": gettext_lazy("was refused on publishing"),
    "correct": gettext_lazy("was refused on correcting"),
    "withdraw": gettext_lazy("was refused on withdrawing"),
    "begin": gettext_lazy("was refused on beginning"),
    "decide": gettext_lazy("was refused on deciding"),
    "end": gettext_lazy("was refused on ending"),
    "decline": gettext_lazy("was refused on declining"),
    "grant": gettext_lazy("was refused on granting"),
    "pay": gettext_lazy("was refused on paying out"),
    "repay": gettext_lazy("was refused on noting money that came back"),
    "prove": gettext_lazy("was refused on recording a proof of use"),
    "extend": gettext_lazy("was refused on giving more time"),
    "disclose": gettext_lazy("was refused on passing on"),
    "read_minutes": gettext_lazy("was refused on reading minutes"),
    "follow_up": gettext_lazy("was refused on noting what became of"),
    "coordinate": gettext_lazy("was refused on coordinating"),
    "name_coordinator": gettext_lazy("was refused on naming a coordinator"),
    "name_person": gettext_lazy("was refused on naming a coordinator"),
    "answer": gettext_lazy("was refused on answering"),
    "take_over": gettext_lazy("was refused on taking over"),
    "read_all": gettext_lazy("was refused on reading"),
}

_WHOLE: dict[tuple[str, str], Sentence] = {
    (Kind.LOGIN, "login"): gettext_lazy("logged in"),
    (Kind.LOGOUT, "logout"): gettext_lazy("logged out"),
    (Kind.LOGIN_FAILED, "login"): gettext_lazy("tried in vain to log in"),
    (Kind.LOGIN_FAILED, "second_factor"): gettext_lazy("gave a wrong second factor"),
    (Kind.LOGIN_FAILED, "single_sign_on"): gettext_lazy("was not let in with the office account"),
    (Kind.SECURITY, "password.changed"): gettext_lazy("changed the own password"),
    (Kind.SECURITY, "password.reset"): gettext_lazy("set a new password by link"),
    (Kind.SECURITY, "second_factor.added"): gettext_lazy("set up a second factor"),
    (Kind.SECURITY, "second_factor.removed"): gettext_lazy("removed a second factor"),
    (Kind.SECURITY, "recovery_codes.made"): gettext_lazy("made new recovery codes"),
    (Kind.SECURITY, "session.ended"): gettext_lazy("logged out one of the own devices"),
    (Kind.SECURITY, "sessions.ended"): gettext_lazy("logged out all other own devices"),
    (Kind.READ, "view_blocked_address"): gettext_lazy("looked at a secret address"),
    (Kind.SECURITY, "single_sign_on.linked"): gettext_lazy("linked the office account"),
    (Kind.READ, "document.found_damaged"): gettext_lazy(
        "wanted a paper that is damaged; it was not handed out"
    ),
}


def register(code: str, sentence: Sentence) -> None:
    """Add a sentence for a participle or a whole action code; it may hold `%(object)s`."""
    _SENTENCES[code] = sentence


def participles() -> list[tuple[str, str]]:
    """Return the known participles with their sentences, to choose from."""
    dots = {"object": "…"}
    # "updated" and "changed" are two words for one thing; codes with a noun go with their verb.
    shown = {name: text for name, text in _SENTENCES.items() if "." not in name}
    found = {name: str(text) % dots for name, text in shown.items() if name != "updated"}
    return sorted(found.items(), key=lambda pair: pair[1])


def sentence(entry: Entry) -> str:
    """Say what the line's person did, without the person."""
    thing = object_words(entry.object_type, entry.object_id)
    whole = _WHOLE.get((entry.kind, entry.action))
    if whole is not None:
        return str(whole)
    match entry.kind:
        case Kind.READ:
            return _("looked at %(object)s") % {"object": thing}
        case Kind.EXPORT:
            what = thing or model_words(str(entry.details.get("model", ""))) or entry.action
            return _("took out: %(object)s") % {"object": what}
        case Kind.DENIAL:
            return _refused(entry.action, thing)
    participle = entry.action.rpartition(".")[2]
    known = _SENTENCES.get(entry.action) or _SENTENCES.get(participle)
    if known is None:
        return _("did “%(action)s” with %(object)s") % {
            "action": entry.action,
            "object": thing or "–",
        }
    return str(known) % {"object": thing or "–"}


def _refused(action: str, thing: str) -> str:
    known = _REFUSED.get(action)
    if known is None:
        return _("was refused: %(what)s") % {"what": " ".join(filter(None, [action, thing]))}
    return f"{known}: {thing}" if thing else str(known)


def object_words(object_type: str, object_id: str) -> str:
    """Return the kind of object in words with its number; empty without an object."""
    words = model_words(object_type)
    return f"{words} {object_id}".strip() if words else ""


def model_words(label: str) -> str:
    """Return a model's name as people know it; an unknown label stands for itself."""
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label


def role_words(entry: Entry) -> str:
    """Return the roles held at that time in words."""
    known = dict(Role.choices)
    return ", ".join(str(known.get(code, code)) for code in entry.roles.split())


def detail_rows(entry: Entry) -> list[tuple[str, str]]:
    """Return the line's particulars as pairs of words."""
    rows = []
    for name, value in entry.details.items():
        values = value if isinstance(value, list) else [value]
        if name == "fields":
            values = [_field_words(entry.object_type, str(each)) for each in values]
        text = ", ".join(map(str, values))
        text = model_words(text) if name == "model" else str(VALUES.get(name, {}).get(text, text))
        rows.append((str(DETAILS.get(name, name)), text or "–"))
    return rows


def _field_words(object_type: str, field: str) -> str:
    """Return a field's name as forms show it; one that is no more stands for itself."""
    try:
        return str(apps.get_model(object_type)._meta.get_field(field).verbose_name)
    except (LookupError, ValueError, AttributeError, FieldDoesNotExist):
        return field


def who(entry: Entry) -> str:
    """Return the person's name at that time; the product itself has none."""
    if entry.actor_name:
        return entry.actor_name
    return _("unknown") if entry.kind == Kind.LOGIN_FAILED else _("automatic")


def details_text(entry: Entry) -> str:
    """Return the particulars in one line, for tables."""
    return "; ".join(f"{name}: {value}" for name, value in detail_rows(entry))


def object_types() -> list[tuple[str, Any]]:
    """Return the kinds of objects a line can speak of, with their words."""
    from sro.access import TABLE

    return sorted(((label, model_words(label)) for label in TABLE), key=lambda pair: pair[1])
