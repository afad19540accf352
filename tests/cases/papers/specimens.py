"""Invented papers: an ordinary one, an empty one, one that asks too much of the page."""

from dataclasses import replace
from datetime import UTC, date, datetime

from cases.papers import (
    Agreement,
    Contact,
    DecidedSupport,
    DecisionFacts,
    FamilyFacts,
    FamilyGoal,
    GoalFacts,
    InvitationFacts,
    OfferFacts,
    OffersFacts,
    PlanFacts,
    Quote,
    Recipient,
    Sender,
    Signer,
    StepFacts,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SENDER = Sender(
    office="Beispielstadt",
    unit="Jugendamt, Bezirksstelle Nord",
    lines=("Musterstraße 1, 12345 Beispielstadt", "Telefon 0123 456-0", "jugendamt@example.org"),
    return_line="Beispielstadt, Jugendamt, Musterstraße 1, 12345 Beispielstadt",
    place="Beispielstadt",
)
CONTACT = Contact("Petra Muster", "0123 456-78", "petra.muster@example.org", "2.14")
RECIPIENT = Recipient(
    lines=("Dana Beispiel", "Lindenweg 7", "12345 Beispielstadt"),
    greeting="Guten Tag Dana Beispiel,",
)
LONG = (
    "Jugendsozialarbeitsausbildungsförderungsvereinbarung und ähnlich lange Wörter sollen am "
    "Zeilenende getrennt werden, damit der Rand ruhig bleibt. "
) * 6

SCHOOL = GoalFacts(
    text="Ada geht jeden Tag zur Schule und hat dort zwei Menschen, zu denen sie gehen kann.",
    owner="Ada Beispiel",
    until=date(2027, 5, 31),
    indicator="Im Klassenbuch stehen vier Wochen lang keine Fehltage.",
    contribution="Ada stellt sich abends den Wecker und packt den Ranzen.",
    resources="Großmutter Irma (bringt sie montags), Schulsozialarbeit",
    agreement=(
        Agreement("Ada Beispiel", "einverstanden"),
        Agreement("Dana Beispiel (Mutter)", "einverstanden"),
        Agreement(
            "Емил Пример (Vater)",
            "nicht einverstanden",
            dissent=True,
            note="Ich finde, eine andere Schule wäre besser.",
        ),
    ),
    goals=(
        GoalFacts(
            text="Ada sucht sich mit Frau Muster eine Vertrauensperson in der Schule.",
            owner="Ada Beispiel",
            until=date(2027, 2, 15),
            indicator="Ada kann sagen, zu wem sie geht.",
            steps=(
                StepFacts(
                    "Termin mit der Schulsozialarbeit ausmachen",
                    "Petra Muster",
                    date(2026, 12, 4),
                    "getan",
                ),
                StepFacts(
                    "Hingehen und sich vorstellen", "Ada und Mutter", date(2026, 12, 18), "offen"
                ),
            ),
        ),
        GoalFacts(
            text="Die Mutter weckt Ada um halb sieben und frühstückt mit ihr.",
            owner="Dana Beispiel",
            until=date(2027, 1, 31),
            steps=(StepFacts("Wecker kaufen", "Dana Beispiel", date(2026, 11, 27)),),
        ),
    ),
)
SIGNERS = (
    Signer("Ada Beispiel", "junger Mensch"),
    Signer("Dana Beispiel", "Mutter"),
    Signer("Емил Пример", "Vater"),
    Signer("ليلى مثال", "Tante"),
    Signer("Petra Muster", "Fachkraft"),
    Signer("Jo Vorbild", "Träger Ährenfeld (erfunden) e. V."),
)
PLAN = PlanFacts(
    young_people=("Ada Beispiel (12)", "Ömer Beispiel (9)"),
    reference="51-N-2026-0042",
    number=2,
    state="vereinbart",
    period="01.12.2026 – 31.05.2027",
    caseworker="Petra Muster",
    next_conference="18. Mai 2027, 15 Uhr",
    need="Ada fehlt seit dem Sommer oft in der Schule. Dana Beispiel arbeitet früh.\n\n"
    "Beide möchten, dass es morgens ohne Streit geht.",
    help_kind="Sozialpädagogische Familienhilfe",
    services=("Begleitung am Morgen, zweimal die Woche", "Gespräche mit Ada allein"),
    supports=(
        (
            "Sozialpädagogische Familienhilfe (§ 31)",
            "Ährenfeld (erfunden) e. V.",
            "ab 01.12.2026",
            "5 Std. je Woche",
        ),
    ),
    wills=(
        Quote("Ada Beispiel", "Ich will, dass mich in der Pause keiner mehr wegschickt."),
        Quote("Dana Beispiel", "Ich will morgens nicht mehr schreien."),
    ),
    goals=(
        SCHOOL,
        replace(SCHOOL, text="Morgens geht es bei uns ruhig zu.", owner="alle zusammen"),
    ),
    contributions="Die Großmutter kocht montags.",
    resources=("Großmutter Irma: kocht montags", "Fußballverein: Ömer trainiert dort"),
    space_answers=(
        ("Was wir hier nutzen", "Familienzentrum am Markt, Stadtbibliothek"),
        ("Was geholfen hätte und fehlt", "Ein Frühstück in der Schule."),
    ),
    sections=(("Der Übergang (§ 36b)", (("Wer ist dann zuständig?", "Das wird geklärt."),)),),
    participants=(
        ("Ada Beispiel", "junger Mensch", "selbst"),
        ("Petra Muster", "Fachkraft", "selbst"),
    ),
    child_part="Ada hat am Anfang allein mit Frau Muster gesprochen.",
    child_statements=(Quote("Ada Beispiel", "Ich komme mit, aber nur wenn Oma dabei ist."),),
    agreement=(
        Agreement("Ada Beispiel", "einverstanden"),
        Agreement("Емил Пример", "nicht einverstanden", True, "Zur Schule sehe ich es anders."),
    ),
    signers=SIGNERS,
)
EMPTY_PLAN = PlanFacts(young_people=("Ada Beispiel",))
FORTY_GOALS = replace(
    PLAN,
    need=LONG,
    goals=tuple(
        replace(SCHOOL, text=f"Ziel {number}: {SCHOOL.text}", goals=SCHOOL.goals * 2)
        for number in range(1, 9)
    ),
)
FAMILY = FamilyFacts(
    lead="Der Plan von Ada, Ömer und Dana Beispiel",
    goals=(
        FamilyGoal(
            "Ada geht jeden Tag zur Schule.",
            (
                StepFacts("stellt sich abends den Wecker.", "Ada", date(2026, 12, 4)),
                StepFacts("weckt Ada und frühstückt mit ihr.", "Dana", date(2027, 1, 31)),
            ),
            ("Emil ist nicht einverstanden. Er möchte eine andere Schule.",),
        ),
        FamilyGoal(
            "Morgens geht es bei uns ruhig zu.",
            (StepFacts("kocht montags für alle.", "Oma Irma"),),
        ),
    ),
    helpers=("Jo Vorbild von Ährenfeld (erfunden) e. V. kommt zweimal in der Woche.",),
    next="Dienstag, 18. Mai 2027, um 15 Uhr im Familienzentrum am Markt.",
    help="Rufen Sie an: Petra Muster, 0123 456-78.",
    signers=SIGNERS[:3] + SIGNERS[4:5],
)
INVITATION = InvitationFacts(
    recipient=RECIPIENT,
    contact=CONTACT,
    about="Ada Beispiel",
    reference="51-N-2026-0042",
    when="Dienstag, 18. Mai 2027, 15 Uhr",
    place="Familienzentrum am Markt, Marktplatz 3, 12345 Beispielstadt\n1. Stock, mit Aufzug",
    duration="etwa anderthalb Stunden",
    participants=("Ada Beispiel", "Dana Beispiel", "Petra Muster (Jugendamt)"),
    consent_needed=("Frau Lehr, Klassenlehrerin",),
    support_needed=("Dolmetschen in Arabisch", "Betreuung für kleine Geschwister"),
    topics=("Was ist gelungen?", "Was soll anders werden?"),
    intro="wir laden Sie herzlich zum nächsten Hilfeplangespräch ein.",
    closing="Passt der Termin nicht? Rufen Sie bitte an, wir finden einen anderen.",
    enclosures=("Plan vom 20. November 2026",),
)
DECISION = DecisionFacts(
    recipient=RECIPIENT,
    contact=CONTACT,
    about="Ada Beispiel",
    outcome="Sie haben am 3. November 2026 Unterstützung beantragt. Wir haben sie bewilligt.",
    remedy="Gegen diesen Bescheid können Sie innerhalb eines Monats Widerspruch erheben. "
    "Der Widerspruch ist schriftlich oder zur Niederschrift bei Beispielstadt, Jugendamt, "
    "Musterstraße 1, 12345 Beispielstadt, einzulegen.",
    reference="51-N-2026-0042",
    supports=(
        DecidedSupport(
            "Sozialpädagogische Familienhilfe",
            "§ 27 in Verbindung mit § 31 SGB VIII",
            "Ada Beispiel, Ömer Beispiel",
            "Ährenfeld (erfunden) e. V.",
            "1. Dezember 2026 bis 31. Mai 2027",
            "5 Stunden in der Woche",
        ),
    ),
    reasons="Diese Hilfe ist geeignet und notwendig. Zwei Fachkräfte haben darüber beraten.",
    wish_and_choice="Sie haben sich Ährenfeld gewünscht. Dem sind wir gefolgt.",
    what_follows="Jo Vorbild meldet sich in der nächsten Woche bei Ihnen.",
    signed_by="Kim Leitung",
    enclosures=("Hilfeplan",),
)
OFFERS = OffersFacts(
    offers=tuple(
        OfferFacts(
            name=name,
            place="Familienzentrum am Markt (erfunden)",
            description="Eltern und Kinder treffen sich, spielen und essen zusammen.",
            address="Marktplatz 3, 12345 Beispielstadt",
            way="Bus 12 bis Markt, dann zwei Minuten zu Fuß.",
            hours="Montag bis Freitag 9–12 Uhr\nDonnerstag auch 15–18 Uhr",
            phone="0123 4567",
            website="https://example.org",
            for_whom="Familien mit Kindern von 0 bis 6",
            languages="Deutsch, Arabisch, Türkisch",
            access="Ja, ohne Anmeldung.",
        )
        for name in ("Elterncafé", "Frühstück für Väter", "Nähtreff")
    ),
    handed_over_on=date(2026, 11, 20),
    contact=CONTACT,
)
