"""What the check takes from the plan around a goal."""

from datetime import date

from cases.rules.plan_lines import Around, PlanLine, advise, outline_of
from cases.rules.smart import check

AROUND = Around(
    names={1: "Jana Beispiel", 2: "Ada Beispiel"},
    will_of={7: 1},
    period_from=date(2026, 1, 1),
    period_until=date(2026, 7, 1),
)


def codes(lines, key):
    return [each.code for each in advise(lines, AROUND)[key]]


def direction(**changes):
    return PlanLine("A", 0, "Jana geht gern zur Schule.", **changes)


def action(**changes):
    sound = {
        "owner_id": 1,
        "indicator": "Zwei Kreuze im Kalender",
        "own_contribution": "Stellt den Wecker",
        "due_on": date(2026, 2, 1),
    }
    return PlanLine("a", 1, "Jana steht um 6 Uhr auf.", **{**sound, **changes})


def test_the_will_of_a_direction_goal_carries_its_action_goals():
    assert codes([direction(owner_id=1, will_id=7), action()], "a") == []
    assert codes([direction(owner_id=1), action()], "a") == ["will_missing"]
    assert codes([direction(owner_id=1), action(will_id=7)], "a") == []


def test_somebody_elses_will_does_not_count():
    lines = [direction(owner_id=2, will_id=7), action(owner_id=2)]
    assert "will_missing" in codes(lines, "A")
    assert codes(lines, "a") == ["will_missing"]


def test_a_goal_of_the_family_may_rest_on_one_persons_will():
    assert "will_missing" not in codes([direction(owner_name="Familie", will_id=7)], "A")


def test_an_unknown_owner_or_will_counts_as_missing():
    assert codes([direction(owner_id=99, will_id=99)], "A")[0] == "owner_missing"


def test_blank_lines_are_asked_nothing():
    lines = [direction(), PlanLine("b", 1)]
    assert lines[1].is_blank
    assert advise(lines, AROUND)["b"] == []


def test_the_outline_is_the_lines_without_their_texts():
    assert [(line.key, line.depth) for line in outline_of([direction(), action()])] == [
        ("A", 0),
        ("a", 1),
    ]


def test_the_same_facts_alone_get_the_same_advice():
    from cases.rules.smart import GoalFacts

    [line] = [direction(owner_id=1, will_id=7)]
    alone = GoalFacts(
        text=line.text,
        level="direction",
        owner="Jana Beispiel",
        own_will_linked=True,
        period_start=AROUND.period_from,
        period_end=AROUND.period_until,
    )
    assert advise([line], AROUND)["A"] == check(alone)
