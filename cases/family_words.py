"""What the codes of the family rules mean, in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Person
from cases.rules.custody import Holding, Summary


def custody_state(code: str) -> str:
    """Return the state of custody in words."""
    return {
        "joint": _("joint custody"),
        "sole": _("sole custody"),
        "guardian": _("guardian"),
        "official_guardian": _("official guardian"),
        "of_age": _("of age, decides alone"),
        "unknown": _("not known"),
    }[code]


def custody_note(code: str) -> str:
    """Return what somebody should look at, as a sentence."""
    return {
        "unknown": _("Nobody has entered yet who holds custody. Please ask before others join."),
        "second_holder_missing": _("Joint custody, but only one person is named."),
        "sole_and_joint": _("Sole and joint custody are entered for the same time."),
        "several_sole": _("Several people are entered with sole custody for the same time."),
        "guardian_beside_parents": _("A guardian and a parent are entered for the same time."),
        "partly_unknown": _("Of one person it is not known whether they hold custody."),
        "own_application": _("From 15 on the young person may apply for support."),
        "of_age": _("Of age: only the young person's own consent is needed."),
    }[code]


def contradiction(code: str, names: list[str]) -> str:
    """Return what cannot be true at the same time, with the people it is about."""
    text = {
        "itself": _("%(first)s is entered as a relative of themselves."),
        "circle": _("%(names)s are entered as ancestors of each other."),
        "younger_parent": _("%(first)s is entered as parent of %(second)s, but is not older."),
        "too_many_parents": _("%(first)s has more than two parents by birth."),
    }[code]
    return text % {"first": names[0], "second": names[-1], "names": ", ".join(names)}


def consent_of(summary: Summary, names: dict[int, str], offices: dict[Holding, str]) -> list[str]:
    """Return whose consent is needed for what matters most, by name."""
    found = []
    for each in summary.deciders:
        name = names.get(each.holder or 0) or offices.get(each) or _("guardian's office")
        if name not in found:
            found.append(name)
    return found


def born_text(person: Person, today: date) -> str:
    """Return birth and age as far as known: "3 Mar 2012, 14 years", "about 1985", or nothing."""
    if person.birth_date is not None:
        born = date_format(person.birth_date, "SHORT_DATE_FORMAT")
        if person.died_on is not None:
            died = date_format(person.died_on, "SHORT_DATE_FORMAT")
            return _("%(born)s – † %(died)s") % {"born": born, "died": died}
        return _("%(born)s, %(age)s") % {"born": born, "age": age_text(person, today)}
    if person.birth_year is not None:
        return _("about %(year)s") % {"year": person.birth_year}
    return ""


def age_text(person: Person, today: date) -> str:
    """Return the age in words; empty when it is not known."""
    age = person.age_on(today)
    if age is None:
        return ""
    return ngettext("%(count)s year", "%(count)s years", age) % {"count": age}
