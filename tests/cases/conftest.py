"""Fixtures of the help planning's tests."""

from datetime import date

import pytest

from tests.cases.factories import make_case, make_caseworker, make_person, make_plan


@pytest.fixture
def worker(db, client):
    user = make_caseworker()
    client.force_login(user)
    return user


@pytest.fixture
def case(worker):
    return make_case(worker)


@pytest.fixture
def plan(case):
    return make_plan(case)


@pytest.fixture
def child(case):
    return make_person(case, birth_date=date(2014, 3, 1))
