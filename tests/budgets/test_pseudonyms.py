"""Signs instead of names."""

import re

from budgets.rules.pseudonyms import sign_for
from budgets.services.pseudonyms import pseudonym_of


def test_the_sign_is_short_and_always_the_same():
    assert re.fullmatch(r"H-[A-Z2-7]{5}-[A-Z2-7]{5}", sign_for(b"key", 17))
    assert sign_for(b"key", 17) == sign_for(b"key", 17)


def test_other_numbers_and_other_keys_give_other_signs():
    assert len({sign_for(b"key", number) for number in range(2_000)}) == 2_000
    assert sign_for(b"key", 17) != sign_for(b"another", 17)


def test_it_depends_on_the_secret_of_the_installation(settings):
    before = pseudonym_of(17)
    settings.SECRET_KEY = "another secret of this test"
    assert pseudonym_of(17) != before
