"""Finding people and cases before anything is entered twice. Only what the actor may see is found.

Candidates come from the database by index (beginnings of names, sounds, birth dates); how alike
they are is judged by :mod:`cases.rules.likeness`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseMember, Person
from cases.querysets.cases import CaseQuerySet
from cases.rules.likeness import Known, Likeness, Reason, birth_date_in, likeness
from networks.search import words
from sro.names import PARTICLES

#: So many candidates of each kind are compared; more namesakes than these nobody reads.
CANDIDATES = 60
_SHORTEST_BEGINNING = 4

REASONS: dict[Reason, str | Promise] = {
    Reason.SAME_NAME: _("same name"),
    Reason.SAME_FAMILY_NAME: _("same family name"),
    Reason.SPELLED_ALIKE: _("similar spelling"),
    Reason.SOUNDS_ALIKE: _("sounds alike"),
    Reason.NAMES_SWAPPED: _("given and family name swapped"),
    Reason.SAME_BIRTH_DATE: _("same birth date"),
    Reason.BIRTH_DATE_ALIKE: _("birth date nearly the same"),
    Reason.SAME_BIRTH_YEAR: _("same birth year"),
}


@dataclass(frozen=True)
class SimilarPerson:
    """Somebody known who may be the person meant: why, and in which cases (the actor's own)."""

    person: Person
    reasons: tuple[Reason, ...]
    cases: tuple[Case, ...] = ()
    score: float = 0.0

    @property
    def reason_words(self) -> list[str]:
        """The reasons in the reader's language."""
        return [str(REASONS[reason]) for reason in self.reasons]


@dataclass(frozen=True)
class FoundCase:
    """A case found: by its own name or reference, or by people who belong to it."""

    case: Case
    persons: tuple[Person, ...] = ()


def similar_persons(
    *,
    actor: Any,
    given_name: str = "",
    family_name: str = "",
    birth_date: date | None = None,
    birth_year: int | None = None,
    limit: int = 10,
) -> list[SimilarPerson]:
    """Return known people who may be the one meant, the likeliest first; nobody for no question.

    Finds by spelling, sound (Meier, Mayr; Yılmaz, Yilmaz; Müller, Mueller), swapped names and
    birth date. `birth_year` is an estimate. Entries that were joined with another are left out.
    """
    asked = Known(given_name, family_name, "", birth_date, birth_year)
    people = Person.objects.visible_to(actor).filter(same_as=None).defer("search_vector")
    judged = [(likeness(asked, _known(person)), person) for person in _candidates(people, asked)]
    found = sorted((pair for pair in judged if pair[0].score > 0), key=_likeliest)[:limit]
    cases = cases_of(actor, [person for _like, person in found])
    return [
        SimilarPerson(person, like.reasons, cases.get(person.pk, ()), like.score)
        for like, person in found
    ]


def cases_of(actor: Any, people: Sequence[Person]) -> dict[int, tuple[Case, ...]]:
    """Return for each person's id the cases the actor may see, the latest first; one query."""
    members = (
        CaseMember.objects.visible_to(actor)
        .filter(person__in=people)
        .select_related("case__district", "case__responsible")
        .defer("case__search_vector", "case__concern")
        .order_by("-case__opened_on", "-case_id")
    )
    found: dict[int, tuple[Case, ...]] = {}
    for member in members if people else ():
        found[member.person_id] = (*found.get(member.person_id, ()), member.case)
    return found


def find_cases(actor: Any, text: str, *, today: date, limit: int = 10) -> list[FoundCase]:
    """Return cases for what was typed: a family's name, a person, a birth date, a reference.

    "Meier 12.3.2015" finds the cases of a person Meier (or Mayr) born on that day. Cases that bear
    the words themselves come first.
    """
    day, rest = birth_date_in(text, today)
    found: dict[int, FoundCase] = {}
    if day is None and words.typed_words(rest):
        cases = Case.objects.visible_to(actor).select_related("district", "responsible")
        cases = cases.defer("search_vector", "concern")
        for case in cases.found(rest, limit):
            found[case.pk] = FoundCase(case)
    people = people_for(Person.objects.visible_to(actor), text, today=today, limit=3 * limit)
    by_person = cases_of(actor, people)
    for person in people:
        for case in by_person.get(person.pk, ()):
            known = found.get(case.pk, FoundCase(case))
            found[case.pk] = FoundCase(known.case, (*known.persons, person))
    return list(found.values())[:limit]


def people_for(people: CaseQuerySet, text: str, *, today: date, limit: int) -> list[Person]:
    """Return people for what was typed: found by letter first, then those that sound alike."""
    matching, alike = matching_and_alike(people, text, today=today, limit=limit)
    return [*matching, *alike][:limit]


def matching_and_alike(
    people: CaseQuerySet, text: str, *, today: date, limit: int
) -> tuple[list[Person], list[Person]]:
    """Return people who bear the words typed (one more than `limit` if there are), and who only
    sound or look alike. A birth date among the words has to be the person's.
    """
    day, rest = birth_date_in(text, today)
    people = people.filter(same_as=None).defer("search_vector")
    if day is not None:
        people = people.filter(birth_date=day)
        if not words.typed_words(rest):
            return list(people.order_by("sort_key", "pk")[: limit + 1]), []
    elif not words.typed_words(rest):
        return [], []
    matching = people.found(rest, limit + 1)
    alike: list[Person] = []
    if len(matching) < limit:
        alike = _alike(people, rest, limit - len(matching), [person.pk for person in matching])
    return matching, alike


def _alike(people: CaseQuerySet, text: str, limit: int, without: Sequence[int]) -> list[Person]:
    """Return people whose names sound like the words typed, then those a little further off."""
    typed = words.typed_words(text)
    query = words.sounding_query(typed)
    rows = people.exclude(pk__in=without)
    found = list(_matching(rows, query)[:CANDIDATES])
    found.sort(key=lambda person: -words.resemblance(typed, person.search_key))
    found = found[:limit]
    if len(found) < limit:
        known = [*without, *(person.pk for person in found)]
        found += people.resembling(text, limit - len(found), without=known, heard=True)
    return found


def _candidates(people: CaseQuerySet, asked: Known) -> Iterable[Person]:
    """Return people worth comparing, each once."""
    found: dict[int, Person] = {}

    def take(rows: Iterable[Person]) -> None:
        for person in rows:
            found.setdefault(person.pk, person)

    if asked.birth_date is not None:
        take(people.filter(birth_date=asked.birth_date).order_by("pk")[: 4 * CANDIDATES])
    parts = [words.typed_words(name) for name in (asked.family_name, asked.given_name)]
    typed = [word for part in parts for word in part]
    if typed:
        take(people.beginning_with(" ".join(typed))[:CANDIDATES])
        take(_matching(people, _any_of_each(parts))[:CANDIDATES])
        if len(found) < CANDIDATES:
            # Beginnings of short words were left out above, and so were those of their sounds.
            heard = all(len(word) >= _SHORTEST_BEGINNING for word in typed)
            text = " ".join(typed)
            take(people.resembling(text, CANDIDATES, without=found, heard=heard))
    return found.values()


def _matching(people: CaseQuerySet, query: str) -> CaseQuerySet:
    if not query:
        return people.none()
    # By id, since that finds enough of a frequent sound soonest.
    return people.filter(search_vector__matches=query).order_by("pk")


def _any_of_each(parts: Sequence[Sequence[str]]) -> str:
    """Return the query: of each name one word occurs, by its beginning or by its sound."""
    wanted = []
    for part in parts:
        bearing = [word for word in part if word not in PARTICLES] or part
        if bearing:
            wanted.append(f"({' | '.join(filter(None, map(_word, bearing)))})")
    return " & ".join(wanted)


def _word(word: str) -> str:
    # Very short names begin too many others.
    beginning = f"'{word}':*" if len(word) >= _SHORTEST_BEGINNING else f"'{word}'"
    return " | ".join(filter(None, (beginning, words.sounding_query([word]))))


def _known(person: Person) -> Known:
    return Known(
        person.given_name,
        person.family_name,
        person.legal_name,
        person.birth_date,
        person.birth_year,
    )


def _likeliest(pair: tuple[Likeness, Person]) -> tuple[float, str, int]:
    like, person = pair
    return (-like.score, person.sort_key, person.pk)
