"""From the team's consultation to the end of a support, round by round."""

from __future__ import annotations

from datetime import date, timedelta

from cases.models import GoalReview, PlanConference, Support, TeamConsultation
from cases.services.conferences import close_conference, hold_conference, prepare_conference
from cases.services.decisions import Granted, decide
from cases.services.life import take_step
from cases.services.participants import Invitee
from cases.services.plan_agreeing import agree_plan, called_sections, put_in_force
from cases.services.plan_answers import SectionLine, save_sections
from cases.services.plans import grow_plan
from cases.services.reports import (
    GoalWords,
    accept_report,
    goals_to_report,
    request_report,
    save_report,
    submit_report,
)
from cases.services.reviews import Judged, note_step_done, save_reviews
from cases.services.shared import assign_staff, share_goals
from cases.services.supports import begin_support, end_support, propose_support
from cases.services.team import enter_consultation
from cases.services.transfers import accept_transfer, request_transfer
from sro.demo.families.lives import ROUND
from sro.demo.families.planning import ask_consent
from sro.demo.families.writing import File, note

#: What the law asks for with some supports.
SECTIONS = {
    "36b": "Mit dem jungen Menschen und dem künftigen Leistungsträger ist ein Gespräch verabredet.",
    "37c": "Die Perspektive ist die Rückkehr; alle halbe Jahre wird gemeinsam geprüft, ob sie trägt.",
    "41a": "Nach dem Ende der Hilfe ruft die Fachkraft jeden Monat einmal an, ein Jahr lang.",
}
#: What providers tell of goals.
TOLD = (
    "{kind} und {mutter} haben es in den meisten Wochen geschafft.",
    "Anfangs ging es gut, in den Ferien weniger; seitdem wieder.",
    "Das Ziel ist in kleinen Schritten näher gekommen; {kind} ist stolz darauf.",
)
EVIDENCE = (
    "Im Kalender stehen die Haken von {kind}.",
    "{mutter} und {kind} erzählen davon unabhängig voneinander.",
    "Die Klassenleitung bestätigt es.",
    "{kind} hat Fotos mitgebracht.",
)
STATEMENTS = (
    "Es ist leiser geworden. Das soll so bleiben.",
    "Ich will, dass ihr mich das nächste Mal zuerst fragt.",
    "Mir gefällt, dass wir Sterne malen.",
    "Ich schaffe das jetzt meistens allein.",
)


def consult(file: File) -> tuple[Support, TeamConsultation]:
    """Propose a support and think about it with a colleague; then the team lead decides."""
    life, story = file.life, file.life.story
    kind = file.office.support_types[life.support]
    support = propose_support(
        actor=file.actor,
        case=file.case,
        person=file.people["child"],
        support_type=kind,
        setting="ambulatory",
        provider=file.office.providers[life.provider],
        plan=file.plan,
        start=file.day + timedelta(days=14),
        planned_end=file.day + timedelta(days=ROUND * (life.rounds + 1)),
        minutes=story.minutes or None,
        now=file.now,
    )
    consultation = enter_consultation(
        actor=file.actor,
        case=file.case,
        plan=file.plan,
        held_on=file.day,
        question=file.words(story.concern),
        considerations=file.words(f"{story.observation} {story.hypothesis}"),
        recommendation=file.words(story.kind_of_support),
        professionals=[file.actor, file.colleague],
        now=file.now,
    )
    return support, consultation


def decide_support(file: File) -> Support:
    """Let the team lead decide on what was consulted, and put the plan in force."""
    story = file.life.story
    support, consultation = consult(file)
    decide(
        actor=file.lead,
        case=file.case,
        consultation=consultation,
        plan=file.plan,
        result="granted",
        suitable=file.words(story.kind_of_support),
        necessary=file.words(story.need),
        wish_and_choice="Die Familie hat sich den Träger selbst ausgesucht; dem Wunsch wird entsprochen.",
        decided_on=file.day,
        supports=[Granted(support)],
        now=file.now,
    )
    _agree(file)
    support.refresh_from_db()
    return support


def _agree(file: File) -> None:
    called = called_sections(file.plan, file.day)
    if called:
        file.plan = save_sections(
            actor=file.actor,
            plan=file.plan,
            sections=[SectionLine(code, SECTIONS[code]) for code in called],
            version=file.plan.version,
            now=file.now,
        )
    ask_consent(file)
    agreed = agree_plan(
        actor=file.actor,
        plan=file.plan,
        version=file.plan.version,
        now=file.now,
        today=file.day,
        reason="Manches klärt sich erst unterwegs; so mit der Familie besprochen.",
    )
    file.plan = put_in_force(actor=file.actor, plan=agreed, version=agreed.version, now=file.now)
    file.plan.refresh_from_db()


def begin(file: File, support: Support) -> Support:
    """Begin the support and let the provider see the goals it works towards."""
    support = begin_support(
        actor=file.actor, support=support, start=file.day, version=support.version, now=file.now
    )
    take_step(actor=file.actor, case=file.case, action="run", now=file.now, today=file.day)
    share_goals(
        actor=file.actor, support=support, goals=list(file.plan.goal_set.all()), now=file.now
    )
    if support.provider_id in file.office.at_provider:
        lead, professional = file.office.at_provider[support.provider_id]
        assign_staff(
            actor=lead, support=support, user=professional, valid_from=file.day, now=file.now
        )
    file.support = support
    for step in file.plan.actionstep_set.all():
        done_on = file.day + timedelta(days=file.random.randint(1, 25))
        if file.random.random() < 0.6 and done_on < file.office.today:
            note_step_done(
                actor=file.actor, step=step, done_on=done_on, today=done_on, now=file.now
            )
    return support


def confer(file: File, *, last: bool) -> list[GoalReview]:
    """Meet about the plan, look at each goal, and go on with the next version unless it ends."""
    if file.random.random() < 0.3:
        report_on(file, file.support)
    conference = _planned(file, file.day)
    held = hold_conference(
        actor=file.actor,
        conference=conference,
        changes={
            "child_part": "too_young" if file.life.ages[0] < 2 else "present",
            "child_statement": "" if file.life.ages[0] < 5 else file.random.choice(STATEMENTS),
            "minutes": "Alle haben erzählt, was gelungen ist; danach wurde jedes Ziel angesehen.",
        },
        attendance={row.pk: True for row in conference.participants.all()},
        version=conference.version,
        now=file.now,
    )
    better = 1 if last else 0
    goals = list(file.plan.goal_set.all())
    reviews = save_reviews(
        actor=file.actor,
        plan=file.plan,
        conference=held,
        reviewed_on=file.day,
        judgements=[_judged(file, goal.pk, better, goal.level == "action") for goal in goals],
        now=file.now,
    )
    close_conference(
        actor=file.actor,
        conference=held,
        version=held.version,
        next_on=None if last else file.day + timedelta(days=ROUND),
        now=file.now,
    )
    if not last:
        file.plan = grow_plan(
            actor=file.actor,
            plan=file.plan,
            period_from=file.day,
            period_until=file.day + timedelta(days=ROUND),
            now=file.now,
        )
        _agree(file)
    return reviews


def _judged(file: File, goal: int, better: int, may_end: bool) -> Judged:
    attainment = min(file.random.choices((-2, -1, 0, 1, 2), (5, 20, 42, 25, 8))[0] + better, 2)
    done = better or (may_end and attainment > 0 and file.random.random() < 0.3)
    return Judged(
        goal,
        attainment,
        file.words(file.random.choice(EVIDENCE)),
        "done" if done else "continue",
    )


def _planned(file: File, day: date) -> PlanConference:
    people = file.people
    invitees = [
        Invitee("young_person", person=people["child"]),
        Invitee("custodian", person=people["mother"]),
        Invitee("caseworker", user=file.actor),
    ]
    if file.life.shared_custody:
        invitees.append(Invitee("custodian", person=people["father"]))
    noon = file.now.replace(day=day.day, month=day.month, year=day.year, hour=14)
    return prepare_conference(
        actor=file.actor,
        case=file.case,
        young_person=people["child"],
        plan=file.plan,
        scheduled_at=noon,
        place="Bezirksstelle, Raum 2",
        topic="Was ist gelungen, wie geht es weiter?",
        participants=invitees,
        now=file.now,
    )


def report_on(file: File, support: Support) -> None:
    """Ask the provider how it goes; it writes, and the office takes the report."""
    if support.provider_id not in file.office.at_provider:
        return
    _lead, professional = file.office.at_provider[support.provider_id]
    report = request_report(actor=file.actor, support=support, due_on=file.day, now=file.now)
    said = {
        goal.pk: GoalWords(file.words(file.random.choice(TOLD))) for goal in goals_to_report(report)
    }
    report = save_report(
        actor=professional,
        report=report,
        texts={
            "development": "Die Familie ist einen guten Schritt weiter als vor einem halben Jahr."
        },
        goals=said,
        version=report.version,
        now=file.now,
    )
    report = submit_report(actor=professional, report=report, version=report.version, now=file.now)
    accept_report(actor=file.actor, report=report, version=report.version, now=file.now)


def move(file: File) -> None:
    """Ask another district to take the family over, which has moved there."""
    districts = file.office.districts
    # The first district is asked by the first families that move.
    number = 0 if file.life.district == 1 else (file.life.district + 5) % len(districts)
    transfer = request_transfer(
        actor=file.actor,
        case=file.case,
        to_district=districts[number],
        handover_note="Die Familie zieht um. Die Hilfe soll weitergehen, der Träger bleibt.",
        now=file.now,
    )
    if file.life.moves == "accepted":
        accept_transfer(
            actor=file.office.leads[number],
            transfer=transfer,
            responsible=file.office.caseworkers[number][file.life.caseworker],
            version=transfer.version,
            today=file.day,
            now=file.now,
        )


def look_ahead(file: File, support: Support) -> None:
    """Plan the conference to come; ask the provider for its report if it is near."""
    day = file.plan.period_until - timedelta(days=7)
    if day <= file.office.today:
        day = file.office.today + timedelta(days=file.random.randint(1, 21))
    conference = _planned(file, day)
    if (day - file.office.today).days < 30:
        request_report(
            actor=file.actor,
            support=support,
            conference=conference,
            due_on=max(day - timedelta(days=5), file.office.today),
            now=file.now,
        )


def end(file: File, support: Support) -> None:
    """End the support, say goodbye, and close the file."""
    reasons = ("goals_reached", "family", "young_person", "other_support", "moved", "age")
    reason = file.random.choices(reasons, (55, 14, 8, 12, 7, 4))[0]
    end_support(
        actor=file.actor,
        support=support,
        end=file.day,
        end_reason=reason,
        version=support.version,
        now=file.now,
    )
    take_step(actor=file.actor, case=file.case, action="wind_down", now=file.now, today=file.day)
    note(file)
    file.later(21)
    take_step(
        actor=file.actor,
        case=file.case,
        action="close",
        reason="Die Hilfe ist zu Ende; die Familie kommt allein weiter und weiß, wo sie uns findet.",
        now=file.now,
        today=file.day,
    )
