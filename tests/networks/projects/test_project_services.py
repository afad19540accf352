"""Projects: their way, sessions, outcome and the judgement that is the office's."""

import contextlib
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from networks.models import AvoidedSupport, Project, ProjectOutcome, ProjectSession
from networks.services import project_parts as parts
from networks.services import projects as services
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.networks.factories import NOW, TODAY, make_district, make_institution, make_space
from tests.networks.factories_needs import make_need
from tests.networks.factories_providers import make_provider, make_support_type
from tests.networks.projects import factories as make
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def create(actor, partners=(), **values):
    given = {"title": "Nachmittage", "aim": "Ein Ort.", "district": make_district(), **values}
    return services.create_project(actor=actor, values=given, partners=partners, now=NOW)


def step(actor, project, name, reason="", version=None, today=TODAY):
    return services.take_step(
        actor=actor,
        project=project,
        step=name,
        reason=reason,
        version=project.version if version is None else version,
        today=today,
        now=NOW,
    )


def session(day=date(2025, 2, 3), **values):
    counts = {"children": 11, "parents": None, "others": 0}
    return {"day": day, "minutes": 90, "note": "", **counts, **values}


def enter(actor, project, *rows):
    return parts.enter_sessions(actor=actor, project=project, rows=rows, today=TODAY, now=NOW)


def judge(actor, project, kind, number=1, basis="Gespräch im Fachteam."):
    return parts.judge(
        actor=actor,
        project=project,
        support_type=kind,
        number=number,
        basis=basis,
        judged_on=TODAY,
        today=TODAY,
        now=NOW,
    )


def test_partners_of_the_registry_are_linked_and_others_named(planner):
    school = make_institution(name="Grundschule am See")
    carrier = make_provider(name="Kiezhilfe")
    project = create(planner, ["grundschule am see", "Kiezhilfe", " Schachclub  Turm ", ""])
    found = {each.name: each for each in project.partners.all()}
    assert list(found) == ["grundschule am see", "Kiezhilfe", "Schachclub Turm"]
    assert found["grundschule am see"].institution == school
    assert found["Kiezhilfe"].provider == carrier
    assert found["Schachclub Turm"].institution is found["Schachclub Turm"].provider is None
    assert Entry.objects.filter(action="project.created").exists()


def test_a_social_space_lies_in_the_district(planner):
    with pytest.raises(ValidationError, match="Bezirk"):
        create(planner, social_space=make_space())
    with pytest.raises(ValidationError, match="anderen Bezirk"):
        create(planner, institution=make_institution(social_space=make_space()))
    assert not Project.objects.exists()


def test_the_way_from_the_idea_to_the_end_sets_the_days(planner):
    project = step(planner, step(planner, create(planner), "plan"), "start")
    assert (project.state, project.starts_on) == ("running", TODAY)
    ended = step(planner, project, "end")
    assert (ended.state, ended.ends_on) == ("ended", date(2025, 6, 3))
    again = step(planner, ended, "resume", "Alle wollen weitermachen.")
    assert (again.state, again.ends_on, again.starts_on) == ("running", None, TODAY)
    with pytest.raises(NotPossible):
        step(planner, again, "plan")
    with pytest.raises(ValidationError, match="Begründung"):
        step(planner, again, "drop", " ")
    with pytest.raises(StaleRecord):
        step(planner, again, "end", version=1)


def test_who_may_do_what():
    district, provider = make_district(), make_provider()
    project = make.make_project(district=district, provider=provider, state="running")
    kind = make_support_type()
    theirs = person(Role.PROVIDER_STAFF, provider=provider)
    enter(theirs, project, session())
    for nobody in (
        theirs,
        person(Role.CASEWORKER, district=make_district()),
        person(Role.CONTROLLER),
    ):
        with pytest.raises(PermissionDenied):
            judge(nobody, project, kind)
        with pytest.raises(PermissionDenied):
            step(nobody, project, "end")
    for nobody in (
        person(Role.PROVIDER_LEAD, provider=make_provider()),
        person(Role.CONTROLLER),
        person(Role.TEAM_LEAD, district=make_district()),
    ):
        with pytest.raises(PermissionDenied):
            enter(nobody, project, session(date(2025, 3, 3)))
    judge(person(Role.TEAM_LEAD, district=district), project, kind)
    assert AvoidedSupport.objects.count() == ProjectSession.objects.count() == 1


def test_sessions_are_entered_all_or_none(planner):
    project = make.make_project(state="running")
    enter(planner, project, session(), session(date(2025, 2, 10), children=None))
    with pytest.raises(parts.SessionsRefused) as refused:
        enter(
            planner,
            project,
            session(date(2025, 2, 17)),
            session(),
            session(date(2025, 6, 3)),
            session(date(2025, 2, 17)),
        )
    assert set(refused.value.rows) == {1, 2, 3}
    assert "schon eingetragen" in refused.value.rows[1]
    assert ProjectSession.objects.count() == 2
    with pytest.raises(NotPossible):
        enter(planner, make.make_project(), session())


def test_a_session_is_not_moved_onto_another_one(planner):
    project = make.make_project(state="running")
    first, second = enter(planner, project, session(), session(date(2025, 2, 10)))
    with pytest.raises(ValidationError, match="schon eingetragen"):
        parts.change_session(
            actor=planner,
            session=second,
            changes={"day": first.day},
            version=second.version,
            today=TODAY,
            now=NOW,
        )


def test_the_outcome_is_written_once_and_changed_by_version(planner):
    project = make.make_project(state="ended")

    def write(version, **texts):
        return parts.write_outcome(
            actor=planner, project=project, texts=texts, version=version, now=NOW
        )

    with pytest.raises(ValidationError, match="mindestens eines"):
        write(0, for_children=" ", for_parents="", for_service="")
    first = write(0, for_children="Sie kommen gern.")
    with pytest.raises(StaleRecord):
        write(0, for_children="Etwas anderes.")
    assert write(first.version, for_parents="Sie helfen sich.").for_children == "Sie kommen gern."
    assert ProjectOutcome.objects.count() == 1


def test_none_is_an_answer_and_stands_alone(planner):
    project, kind = make.make_project(state="ended"), make_support_type()
    none = judge(planner, project, None, number=7)
    assert (none.number, none.support_type) == (0, None)
    with pytest.raises(ValidationError, match="passen nicht zusammen"):
        judge(planner, project, kind)
    parts.delete_judgement(actor=planner, judgement=none, version=none.version, now=NOW)
    assert judge(planner, project, kind, 2).judged_by == planner
    with pytest.raises(ValidationError, match="schon eine Einschätzung"):
        judge(planner, project, kind)
    with pytest.raises(ValidationError):
        judge(planner, project, None)
    with pytest.raises(ValidationError, match="beruht"):
        judge(planner, project, make_support_type(), basis="  ")


def test_an_ended_project_owes_its_outcome_until_both_are_there(planner):
    project = make.make_project(state="ended")
    make.make_project(state="running")
    assert list(Project.objects.owing_outcome()) == [project]
    make.make_outcome(project, planner)
    assert Project.objects.owing_outcome().exists()
    judge(planner, project, None, 0)
    assert not Project.objects.owing_outcome().exists()


def test_a_project_for_a_need_is_linked_by_whoever_decides(planner):
    need = make_need()
    worker = person(Role.CASEWORKER, district=need.district)
    project = services.create_project(actor=planner, values=wanted(need), need=need, now=NOW)
    need.refresh_from_db()
    assert (need.project, need.state) == (project, "reported")
    other = make_need(district=need.district, social_space=None)
    with contextlib.suppress(PermissionDenied):
        services.create_project(actor=worker, values=wanted(other), need=other, now=NOW)
    other.refresh_from_db()
    assert other.project is None


def wanted(need):
    return {"title": need.title, "aim": "Ein Ort.", "district": need.district}
