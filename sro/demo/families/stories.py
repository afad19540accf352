"""Stories of families: what they want, what they have, what is planned. Written for the demo.

Texts may name {kind}, {mutter}, {vater}, {oma}; goals are in the words of the family.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class StoryGoal:
    """An action goal with what makes it checkable, and its small steps (text, who)."""

    text: str
    indicator: str
    contribution: str
    steps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Story:
    """What brings a family, what its people say, and the plan that grows from it."""

    key: str
    concern: str
    advice: str
    will_of: str
    will: str
    readiness: str
    wish_of: str
    wish: str
    imagine: str
    observation: str
    hypothesis: str
    conclusion: str
    resources: tuple[tuple[str, str, str, int], ...]
    need: str
    kind_of_support: str
    services: str
    direction: str
    direction_indicator: str
    goals: tuple[StoryGoal, ...]
    #: Codes of the catalogue of supports that fit, with how often.
    supports: tuple[tuple[str, int], ...]
    minutes: int
    missing: str = ""
    ages: tuple[int, int] = (3, 16)
    notes: tuple[str, ...] = field(default_factory=tuple)


STORIES: tuple[Story, ...] = (
    Story(
        key="morgens",
        concern="{kind} kommt morgens nicht aus dem Haus und fehlt oft in der Schule. {mutter}: „Ich schreie nur noch, und dann weinen wir beide.“",
        advice="Möglichkeiten vom Elterncafé bis zur Familienhilfe erklärt, auch was eine Hilfe bedeutet und dass sie freiwillig ist.",
        will_of="mother",
        will="Ich will, dass wir morgens wieder ohne Geschrei aus dem Haus kommen.",
        readiness="Ich stehe selbst um sechs auf und lege abends alles bereit.",
        wish_of="child",
        wish="Die Schule soll später anfangen.",
        imagine="Wir frühstücken zusammen und keiner ist böse.",
        observation="{kind} ist pünktlich, wenn {oma} zu Besuch ist.",
        hypothesis="Der Streit am Morgen beginnt damit, dass abends niemand zur Ruhe kommt.",
        conclusion="Am Abend ansetzen, nicht am Morgen.",
        resources=(
            ("personal", "{mutter} kann gut planen", "strong", 1),
            ("social", "{oma}, die Großmutter", "strong", 1),
            ("social", "Nachbarin von gegenüber", "weak", 2),
            ("material", "eigenes Zimmer für {kind}", "", 2),
            ("infrastructure", "Klassenleitung", "strained", 2),
            ("infrastructure", "Stadtteilzentrum", "weak", 3),
        ),
        need="Die Familie braucht für eine begrenzte Zeit jemanden, der mit ihr einen Abend und einen Morgen erfindet, die zu ihr passen.",
        kind_of_support="Begleitung zu Hause, auch zu ungewöhnlichen Zeiten.",
        services="Drei Termine je Woche, davon einer am frühen Morgen; Gespräche mit der Schule, wenn die Familie es will.",
        direction="{kind} geht an den meisten Tagen ausgeschlafen und gern zur Schule.",
        direction_indicator="Im Klassenbuch stehen höchstens zwei Verspätungen im Monat.",
        goals=(
            StoryGoal(
                "{mutter} und {kind} gehen von Montag bis Freitag um 7:30 Uhr gemeinsam aus der Tür.",
                "Beide machen einen Haken in den Kalender an der Küchentür.",
                "{mutter} steht um sechs Uhr auf, {kind} packt die Tasche am Abend.",
                (
                    ("Einen Wecker aussuchen und neben das Bett stellen", "child"),
                    ("Kalender an die Küchentür hängen", "mother"),
                ),
            ),
            StoryGoal(
                "{kind} liegt an Schultagen um 21 Uhr im Bett und liest noch eine Viertelstunde.",
                "{kind} zeichnet jeden Abend einen Stern in das Heft.",
                "{kind} legt das Telefon um 20 Uhr in die Küche.",
                (("Drei Bücher in der Bibliothek ausleihen", "child"),),
            ),
        ),
        supports=(("31", 6), ("30-eb", 2), ("27-2", 1)),
        minutes=300,
        missing="Eine offene Hausaufgabenrunde am Nachmittag im Quartier.",
        ages=(7, 14),
        notes=(
            "Die Mutter berichtet am Telefon von einer guten Woche: vier von fünf Morgen ohne Streit.",
            "Hausbesuch um sieben Uhr. Es gab Rührei; alle drei saßen am Tisch.",
        ),
    ),
    Story(
        key="trennung",
        concern="Die Eltern haben sich getrennt. {vater}: „Ich sehe {kind} nur noch zwischen Tür und Angel, und dann streiten wir.“",
        advice="Über das Recht des Kindes auf beide Eltern, Beratung nach §§ 17, 18 und begleitete Übergaben gesprochen.",
        will_of="father",
        will="Ich will jede zweite Woche drei Tage für {kind} da sein und mich dabei nicht mit {mutter} streiten.",
        readiness="Ich halte die Zeiten ein und schreibe alles Wichtige in das gemeinsame Heft.",
        wish_of="child",
        wish="Mama und Papa sollen wieder zusammen Abendbrot essen.",
        imagine="Ich weiß am Montag, wo ich am Freitag schlafe.",
        observation="Bei Übergaben im Familienzentrum spielt {kind} weiter, an der Haustür weint es.",
        hypothesis="{kind} fürchtet weniger den Wechsel als den Streit dabei.",
        conclusion="Übergaben an einen ruhigen Ort legen, bevor über Wochenpläne gesprochen wird.",
        resources=(
            ("personal", "{kind} malt, was es fühlt", "strong", 1),
            ("social", "{oma} hört beiden Eltern zu", "strong", 1),
            ("social", "beste Freundin aus der Kita", "strong", 2),
            ("material", "zwei Kinderzimmer", "", 2),
            ("infrastructure", "Familienzentrum", "strong", 2),
            ("infrastructure", "Anwältin der Mutter", "strained", 3),
        ),
        need="{kind} braucht Übergaben ohne Angst; die Eltern brauchen einen Weg, über das Kind zu sprechen.",
        kind_of_support="Beratung der Eltern, für den Anfang begleitete Übergaben.",
        services="Zehn gemeinsame Gespräche, Übergaben an einem festen Ort.",
        direction="{kind} freut sich auf beide Wohnungen und weiß immer, wo es am Wochenende ist.",
        direction_indicator="{kind} erzählt in der Kita von beiden Wohnungen.",
        goals=(
            StoryGoal(
                "{mutter} und {vater} übergeben {kind} freitags um 16 Uhr im Familienzentrum und sagen einander drei freundliche Sätze.",
                "Die Erzieherin sieht {kind} beim Wechsel spielen.",
                "Beide kommen fünf Minuten früher und ohne Begleitung.",
                (
                    ("Gemeinsames Heft kaufen und in den Rucksack stecken", "mother"),
                    ("Wochenplan mit Bildern malen", "child"),
                ),
            ),
            StoryGoal(
                "{vater} kocht an seinen drei Tagen selbst und isst mit {kind} am Tisch.",
                "{kind} zählt zu Hause auf, was es zu essen gab.",
                "{vater} lernt drei Gerichte.",
                (("Mit {oma} Linsensuppe kochen", "father"),),
            ),
        ),
        supports=(("28", 6), ("31", 2), ("30-eb", 1)),
        minutes=120,
        ages=(4, 11),
        notes=(
            "Der Vater ruft an und fragt, ob er das Turnier am Samstag besuchen darf. Die Mutter ist einverstanden.",
            "Gespräch mit beiden Eltern. Zum ersten Mal haben sie gemeinsam gelacht.",
        ),
    ),
    Story(
        key="pflege",
        concern="{mutter} ist für längere Zeit im Krankenhaus. {kind}: „Ich will bei {oma} sein, aber die schafft das nicht allein.“",
        advice="Möglichkeiten von Haushaltshilfe nach § 20 bis Vollzeitpflege bei Verwandten erklärt.",
        will_of="child",
        will="Ich will in meiner Schule bleiben und Mama jede Woche sehen.",
        readiness="Ich fahre allein mit dem Bus und helfe {oma} beim Einkaufen.",
        wish_of="mother",
        wish="Es soll so schnell wie möglich alles wieder wie früher sein.",
        imagine="Ich wohne bei {oma}, und Mama ruft jeden Abend an.",
        observation="{kind} schläft bei {oma} durch, in der Notunterkunft nicht.",
        hypothesis="Mit Entlastung im Alltag kann {oma} die Zeit überbrücken.",
        conclusion="Verwandtenpflege mit viel Unterstützung, Rückkehr vorbereiten.",
        resources=(
            ("personal", "{kind} kann allein Bus fahren", "strong", 1),
            ("social", "{oma}, die Großmutter", "strong", 1),
            ("social", "Patentante", "weak", 2),
            ("material", "Wohnung der Großmutter liegt an der Schule", "", 1),
            ("infrastructure", "Sozialdienst der Klinik", "weak", 3),
            ("infrastructure", "Schwimmverein", "strong", 2),
        ),
        need="{kind} braucht einen sicheren Ort bei vertrauten Menschen, bis {mutter} wieder zu Hause ist.",
        kind_of_support="Vollzeitpflege bei der Großmutter, Beratung der Pflegeperson.",
        services="Unterhalt, Beratung alle zwei Wochen, Begleitung der Besuche in der Klinik.",
        direction="{kind} lebt sicher bei {oma}, hat jede Woche Kontakt zu {mutter} und weiß, wie es weitergeht.",
        direction_indicator="{kind} kann erklären, wann der nächste Besuch ist.",
        goals=(
            StoryGoal(
                "{kind} besucht {mutter} jeden Mittwoch und telefoniert am Sonntag mit ihr.",
                "Die Besuche stehen im Kalender und sind abgehakt.",
                "{kind} denkt selbst an die Fahrkarte.",
                (("Fahrplan zur Klinik heraussuchen", "child"),),
            ),
            StoryGoal(
                "{oma} hat zweimal in der Woche einen freien Nachmittag.",
                "{oma} erzählt, was sie an dem Nachmittag gemacht hat.",
                "{oma} fragt die Patentante selbst.",
                (("Mit der Patentante feste Tage verabreden", "grandmother"),),
            ),
        ),
        supports=(("33", 7), ("20", 2), ("34", 1)),
        minutes=60,
        missing="Eine Gruppe für Großeltern, die Enkelkinder aufziehen.",
        ages=(6, 15),
        notes=("Besuch in der Klinik begleitet. {kind} hat der Mutter aus der Schule vorgelesen.",),
    ),
    Story(
        key="allein",
        concern="{kind} zieht sich zurück und geht seit den Ferien kaum noch vor die Tür. „Lasst mich einfach.“",
        advice="Über Jugendberatung, Eingliederungshilfe und Erziehungsbeistand gesprochen; {kind} war dabei.",
        will_of="child",
        will="Ich will Leute finden, die auch Musik machen, ohne dass mich alle anstarren.",
        readiness="Ich nehme einen Beat auf und zeige ihn einer Person.",
        wish_of="father",
        wish="Jemand soll {kind} mal richtig die Meinung sagen.",
        imagine="Ein Raum mit Mischpult, in dem keiner fragt.",
        observation="{kind} spricht lange und klar, sobald es um Musik geht.",
        hypothesis="Nicht die Menschen machen Angst, sondern die großen Gruppen.",
        conclusion="Über die Musik anfangen, zu zweit, an einem ruhigen Ort.",
        resources=(
            ("personal", "macht eigene Musik", "strong", 1),
            ("social", "Cousin mit Proberaum", "weak", 2),
            ("social", "{vater}", "strained", 2),
            ("material", "Laptop und Mikrofon", "", 1),
            ("infrastructure", "Jugendclub mit Tonstudio", "weak", 3),
            ("infrastructure", "Hausärztin", "strong", 3),
        ),
        need="{kind} braucht eine Person, die mitgeht, und einen Ort, an dem Musik zählt.",
        kind_of_support="Begleitung durch eine Person, die {kind} mit aussucht.",
        services="Zwei Treffen je Woche, am Anfang zu Hause, dann im Tonstudio.",
        direction="{kind} verbringt zwei Nachmittage in der Woche gern außer Haus und macht dort Musik.",
        direction_indicator="Es gibt drei fertige Stücke und zwei Menschen, die sie gehört haben.",
        goals=(
            StoryGoal(
                "{kind} geht jeden Donnerstag um 16 Uhr für eine Stunde in das Tonstudio des Jugendclubs.",
                "Die Leiterin des Studios trägt die Termine ein.",
                "{kind} schreibt vorher eine Nachricht, ob es kommt.",
                (
                    ("Das Studio zu zweit anschauen", "child"),
                    ("Kopfhörer einpacken", "child"),
                ),
            ),
            StoryGoal(
                "{vater} fragt {kind} einmal in der Woche nach der Musik und hört ein Stück bis zum Ende.",
                "{kind} sagt, ob es sich gehört fühlte.",
                "{vater} legt dafür das Telefon weg.",
            ),
        ),
        supports=(("30-eb", 5), ("35a-amb", 4), ("41", 1)),
        minutes=240,
        missing="Ein kleiner Proberaum, den man tageweise ausleihen kann.",
        ages=(12, 18),
        notes=("Nachricht von {kind}: „Track ist fertig.“ Datei angehört und geantwortet.",),
    ),
    Story(
        key="baby",
        concern="{mutter} hat ein Baby und ist viel allein. „Ich liebe {kind}, aber ich weiß oft nicht, was es will.“",
        advice="Frühe Hilfen, Elterncafé, Hebammensprechstunde und Hilfen zur Erziehung erklärt.",
        will_of="mother",
        will="Ich will merken, was {kind} braucht, bevor es lange schreit.",
        readiness="Ich gehe einmal in der Woche zum Elterncafé, auch wenn es regnet.",
        wish_of="mother",
        wish="Jemand soll nachts kommen, damit ich schlafen kann.",
        imagine="Ich schiebe den Wagen und kenne die Leute auf dem Spielplatz.",
        observation="Beim Stillen sind beide ganz ruhig; {mutter} summt dabei.",
        hypothesis="Müdigkeit und Alleinsein, nicht fehlendes Gespür, machen die Tage schwer.",
        conclusion="Entlasten und mit anderen zusammenbringen.",
        resources=(
            ("personal", "{mutter} singt", "strong", 1),
            ("social", "{oma} am Telefon", "weak", 2),
            ("social", "Nachbarin mit Zwillingen", "weak", 2),
            ("material", "helle Wohnung", "", 2),
            ("infrastructure", "Hebamme", "strong", 1),
            ("infrastructure", "Elterncafé", "weak", 3),
        ),
        need="{mutter} braucht Schlaf, Zuspruch und Menschen in der Nähe.",
        kind_of_support="Familienhilfe mit Erfahrung in Frühen Hilfen.",
        services="Zwei Besuche je Woche, Begleitung zum Elterncafé.",
        direction="{mutter} erkennt an drei Zeichen, was {kind} braucht, und hat zwei Menschen, die sie anrufen kann.",
        direction_indicator="{mutter} beschreibt die Zeichen beim nächsten Gespräch.",
        goals=(
            StoryGoal(
                "{mutter} besucht mit {kind} jeden Dienstag um zehn Uhr das Elterncafé.",
                "{mutter} kennt nach vier Wochen drei Namen.",
                "{mutter} geht auch an Tagen hin, die schlecht anfangen.",
                (("Beim ersten Mal mit der Nachbarin hingehen", "mother"),),
            ),
            StoryGoal(
                "{mutter} schläft dreimal in der Woche nachmittags eine Stunde, während {oma} mit {kind} spazieren geht.",
                "{mutter} notiert die Stunden auf dem Zettel am Kühlschrank.",
                "{mutter} fragt {oma} selbst.",
            ),
        ),
        supports=(("31", 6), ("19", 1), ("27-2", 2)),
        minutes=240,
        ages=(0, 1),
        notes=("Im Elterncafé getroffen. {kind} lag auf der Decke zwischen zwei anderen Kindern.",),
    ),
)
