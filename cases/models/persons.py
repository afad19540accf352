"""People and how they belong together."""

from __future__ import annotations

from datetime import date

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import Unknown, case_key, person_key
from cases.querysets.cases import CaseQuerySet
from networks.models.choices import Language
from networks.models.institutions import ChoicesField
from networks.models.search import SEARCH_COLUMNS, Searchable
from sro.records import Record


class Gender(models.TextChoices):
    """As the person says, or as the register of births has it (§ 22 (3) PStG)."""

    UNKNOWN = "", _("not known")
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    DIVERSE = "diverse", _("diverse")
    NO_ENTRY = "no_entry", _("no entry")


@pghistory.track(exclude=SEARCH_COLUMNS)
class Person(Searchable):
    """A person of a family or around it. Stored once, may belong to several cases."""

    given_name = models.CharField(
        _("given name"), max_length=80, blank=True, help_text=_("The name the person uses.")
    )
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    legal_name = models.CharField(
        _("name in documents"), max_length=160, blank=True, help_text=_("Only if it is another.")
    )
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, blank=True)
    pronoun = models.CharField(
        _("pronoun"),
        max_length=40,
        blank=True,
        help_text=_("How the person wants to be spoken of."),
    )
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        _("birth year, estimated"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1880), MaxValueValidator(2200)],
        help_text=_("If the birth date is not known."),
    )
    died_on = models.DateField(_("died on"), null=True, blank=True)
    languages = ChoicesField(Language, verbose_name=_("languages"))
    interpreter = models.CharField(
        _("needs an interpreter"), max_length=3, choices=Unknown, blank=True
    )
    plain_language = models.CharField(
        _("needs plain language"), max_length=3, choices=Unknown, blank=True
    )
    participation = models.CharField(
        _("what helps to take part"),
        max_length=500,
        blank=True,
        help_text=_("For example sign language, a trusted person, short conversations."),
    )
    # Who has joined two entries of one person keeps the older; this one leads there.
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = CaseQuerySet.as_manager()

    class Meta(Searchable.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["sort_key", "pk"]
        indexes = [
            *Searchable.Meta.indexes,
            models.Index("birth_date", name="person_birth"),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_name",
                condition=Q(given_name__regex=r"\S") | Q(family_name__regex=r"\S"),
                violation_error_message=_("Please enter a given name or a family name."),
            ),
            models.CheckConstraint(
                name="person_birth_once",
                condition=Q(birth_date__isnull=True) | Q(birth_year__isnull=True),
                violation_error_message=_("Please enter the birth date or an estimated year."),
            ),
            models.CheckConstraint(
                name="person_life",
                condition=Q(died_on__isnull=True)
                | Q(birth_date__isnull=True)
                | Q(died_on__gte=F("birth_date")),
                violation_error_message=_("Nobody dies before birth; please check the dates."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as it is said: given name first."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
        """The name as it stands in an alphabetical list."""
        return ", ".join(filter(None, (self.family_name, self.given_name)))

    def search_texts(self) -> tuple[str, ...]:
        return (f"{self.family_name} {self.given_name} {self.legal_name}".strip(),)

    def age_on(self, day: date) -> int | None:
        """Full years on `day`; from an estimated year the years reached at its end; else None."""
        if self.birth_date is not None:
            before = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
            return max(day.year - self.birth_date.year - before, 0)
        if self.birth_year is not None:
            return max(day.year - self.birth_year, 0)
        return None


class MemberRole(models.TextChoices):
    """What a person is in a case."""

    YOUNG_PERSON = "young_person", _("young person")
    PARENT = "parent", _("parent")
    GUARDIAN = "guardian", _("guardian or curator")
    CARER = "carer", _("foster parent or other carer")
    RELATIVE = "relative", _("relative")
    OTHER = "other", _("other person close to the family")


@pghistory.track()
class CaseMember(Record):
    """A person as part of a case."""

    case = case_key("members")
    person = person_key(_("person"), related_name="memberships")
    role = models.CharField(_("in this case"), max_length=20, choices=MemberRole)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("person of the case")
        verbose_name_plural = _("persons of the case")
        ordering = ["role", "person__birth_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"],
                name="casemember_once",
                violation_error_message=_("This person already belongs to the case."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class RelationKind(models.TextChoices):
    """What `person` is to `other`: person is the parent of other, and so on."""

    PARENT = "parent", _("parent of")
    STEP_PARENT = "step_parent", _("step-parent of")
    FOSTER_PARENT = "foster_parent", _("foster parent of")
    ADOPTIVE_PARENT = "adoptive_parent", _("adoptive parent of")
    GRANDPARENT = "grandparent", _("grandparent of")
    SIBLING = "sibling", _("sibling of")
    HALF_SIBLING = "half_sibling", _("half-sibling of")
    STEP_SIBLING = "step_sibling", _("step-sibling of")
    PARTNER = "partner", _("partner of")
    FORMER_PARTNER = "former_partner", _("former partner of")
    OTHER = "other", _("otherwise close to")


@pghistory.track()
class Relation(Record):
    """How two persons belong together, as it is known in this case."""

    case = case_key("relations")
    person = person_key(_("person"), related_name="relations")
    kind = models.CharField(_("is"), max_length=20, choices=RelationKind)
    other = person_key(_("other person"), related_name="relations_to")
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "kind", "other"],
                name="relation_once",
                violation_error_message=_("This relation is already entered."),
            ),
            models.CheckConstraint(
                name="relation_two",
                condition=~Q(person=F("other")),
                violation_error_message=_("Please choose two different persons."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()} {self.other}"


class CustodyKind(models.TextChoices):
    """How custody of a child is held (§§ 1626 ff., 1773 ff., 1809 BGB)."""

    JOINT = "joint", _("joint custody")
    SOLE = "sole", _("sole custody")
    PART = "part", _("custody in part")
    OFFICIAL_GUARDIAN = "official_guardian", _("official guardian")
    GUARDIAN = "guardian", _("guardian")
    CURATOR = "curator", _("supplementary curator")
    NONE = "none", _("no custody")
    UNKNOWN = "unknown", _("not known")


@pghistory.track()
class Custody(Record):
    """Who holds custody of a child, from when to when (half-open; no beginning: not known)."""

    case = case_key("custodies")
    child = person_key(_("young person"), related_name="custodies")
    holder = person_key(_("held by"), related_name="custodies_held", null=True, blank=True)
    office = models.CharField(
        _("guardian's office"),
        max_length=200,
        blank=True,
        help_text=_("If an office or association is guardian."),
    )
    kind = models.CharField(
        _("custody"), max_length=20, choices=CustodyKind, default=CustodyKind.UNKNOWN
    )
    scope = models.CharField(
        _("which part"), max_length=300, blank=True, help_text=_("Such as residence, health care.")
    )
    valid_from = models.DateField(_("since"), null=True, blank=True)
    valid_until = models.DateField(_("no longer from"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("custody")
        verbose_name_plural = _("custody")
        ordering = ["child", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                name="custody_period",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end must lie after the beginning."),
            ),
            models.CheckConstraint(
                name="custody_holder",
                condition=Q(holder__isnull=False) | Q(office__regex=r"\S") | Q(kind="unknown"),
                violation_error_message=_("Please say who holds custody, or choose “not known”."),
            ),
            models.CheckConstraint(
                name="custody_not_self",
                condition=Q(holder__isnull=True) | ~Q(holder=F("child")),
                violation_error_message=_("Please choose another person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child}: {self.get_kind_display()}"


@pghistory.track()
class Household(Record):
    """People who live together, as this case knows it."""

    case = case_key("households")
    name = models.CharField(
        _("name"), max_length=120, help_text=_("Such as “with the mother” or “with grandmother”.")
    )

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class HouseholdMember(Record):
    """A person in a household from one day to another (half-open; no beginning: not known)."""

    household = models.ForeignKey(
        Household,
        verbose_name=_("household"),
        # CASCADE: a household entered by mistake takes its rows along.
        on_delete=models.CASCADE,
        related_name="members",
    )
    person = person_key(_("person"), related_name="households")
    valid_from = models.DateField(_("since"), null=True, blank=True)
    valid_until = models.DateField(_("no longer from"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("person of the household")
        verbose_name_plural = _("persons of the household")
        ordering = ["valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="householdmember_period",
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end must lie after the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.household}"
