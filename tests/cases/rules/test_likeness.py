"""How alike names and birth dates are, and why."""

from datetime import date

import pytest

from cases.rules.likeness import Known, Reason, birth_date_in, likeness

BORN = date(2015, 3, 12)


def reasons(asked: Known, other: Known) -> set[Reason]:
    return set(likeness(asked, other).reasons)


@pytest.mark.parametrize(
    ("asked", "known", "expected"),
    [
        (("Lena", "Müller"), ("Lena", "Mueller"), {Reason.SAME_NAME}),
        (("Emre", "Yılmaz"), ("Emre", "Yilmaz"), {Reason.SAME_NAME}),
        (("Lena", "Meier"), ("Lena", "Mayr"), {Reason.SOUNDS_ALIKE}),
        (("Lena", "Maier"), ("Lena", "Meyer"), {Reason.SOUNDS_ALIKE}),
        (("Lena", "Schmidt"), ("Lehna", "Schmitt"), {Reason.SOUNDS_ALIKE}),
        (("Meier", "Lena"), ("Lena", "Meier"), {Reason.NAMES_SWAPPED}),
        (("", "Musterhaus"), ("Ada", "Musterhaus"), {Reason.SAME_FAMILY_NAME}),
        (("", "Musterhaus"), ("Ada", "Mustermaus"), {Reason.SPELLED_ALIKE}),
        (("Ada", ""), ("Ada", "Musterhaus"), {Reason.SAME_NAME}),
        (("Ada", "Meier-Schmidt"), ("Ada", "Meier"), {Reason.SPELLED_ALIKE}),
        (("Ada", "Meier"), ("Ada", "Meier-Schmidt"), {Reason.SAME_NAME}),
        (("Ada", "von der Heide"), ("Ada", "Heide"), {Reason.SAME_NAME}),
    ],
)
def test_names_and_the_reason(asked, known, expected):
    assert reasons(Known(*asked), Known(*known)) == expected


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        (("Lena", "Müller"), ("Tarek", "Müller")),
        (("Lena", "Müller"), ("Lena", "Beispiel")),
        (("", "Musterhaus"), ("Ada", "Beispiel")),
        (("Ada", ""), ("Bert", "Ada-lose")),
        (("", ""), ("Ada", "Beispiel")),
        (("Lena", "Müller"), ("", "")),
    ],
)
def test_strangers_are_not_named(asked, known):
    assert likeness(Known(*asked), Known(*known)).score == 0


def test_the_name_in_documents_counts():
    other = Known("Kim", "Beispiel", legal_name="Maximilian Musterhaus")
    assert likeness(Known("Maximilian", "Musterhaus"), other).score > 0


def test_one_name_is_enough_on_the_same_birthday():
    """Names change by marriage; a birthday does not."""
    asked = Known("Lena", "Neuname", birth_date=BORN)
    assert likeness(asked, Known("Lena", "Altname", birth_date=BORN)).score > 0
    assert likeness(asked, Known("Lena", "Altname")).score == 0
    assert likeness(asked, Known("Tarek", "Altname", birth_date=BORN)).score == 0


def test_only_a_birth_date():
    asked = Known(birth_date=BORN)
    assert reasons(asked, Known("Ada", "Beispiel", birth_date=BORN)) == {Reason.SAME_BIRTH_DATE}
    assert likeness(asked, Known("Ada", "Beispiel", birth_date=date(2015, 12, 3))).score == 0


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (BORN, Reason.SAME_BIRTH_DATE),
        (date(2015, 12, 3), Reason.BIRTH_DATE_ALIKE),
        (date(2016, 3, 12), Reason.BIRTH_DATE_ALIKE),
    ],
)
def test_birth_dates_beside_a_name(born, expected):
    asked = Known("Ada", "Beispiel", birth_date=BORN)
    assert expected in reasons(asked, Known("Ada", "Beispiel", birth_date=born))


def test_an_estimated_year_agrees_with_a_birth_date():
    asked = Known("Ada", "Beispiel", birth_year=2015)
    assert Reason.SAME_BIRTH_YEAR in reasons(asked, Known("Ada", "Beispiel", birth_date=BORN))


def test_the_likelier_the_higher():
    asked = Known("Lena", "Meier", birth_date=BORN)
    others = [
        Known("Lena", "Meier", birth_date=BORN),
        Known("Lena", "Mayr", birth_date=BORN),
        Known("Lena", "Meier", birth_date=date(2015, 12, 3)),
        Known("Lena", "Meier"),
        Known("Lena", "Meier", birth_date=date(1980, 7, 25)),
    ]
    scores = [likeness(asked, other).score for other in others]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


TODAY = date(2025, 6, 2)


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("Meier 12.3.2015", BORN, "Meier"),
        ("12.03.15 Lena Meier", BORN, "Lena Meier"),
        ("Meier 2015-03-12", BORN, "Meier"),
        ("12. 3. 2015", BORN, ""),
        ("Opa 1.4.48", date(1948, 4, 1), "Opa"),
        ("Meier 31.2.2015", None, "Meier 31.2.2015"),
        ("2025-00012", None, "2025-00012"),
        ("Meier", None, "Meier"),
    ],
)
def test_a_birth_date_among_the_words(text, day, rest):
    assert birth_date_in(text, TODAY) == (day, rest)
